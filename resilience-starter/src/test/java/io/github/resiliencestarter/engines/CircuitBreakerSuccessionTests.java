package io.github.resiliencestarter.engines;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakerSuccessionTests {

	private final HandClock clock = new HandClock();

	private final OpenWaits waits = new OpenWaits();

	private final CircuitBreakerSuccession succession = new CircuitBreakerSuccession(this.waits);

	private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.of(config(), List.of(this.waits));

	private CircuitBreaker breaker = this.registry.circuitBreaker("inventory", Map.of("group", "shop"));

	@ParameterizedTest
	@EnumSource(State.class)
	void staysInItsState(State state) {
		bring(this.breaker, state);
		replace(config());
		assertThat(this.breaker.getState()).isEqualTo(state);
	}

	@ParameterizedTest
	@EnumSource(State.class)
	void staysInItsStateWhateverTheInitialStateOfTheConfiguration(State state) {
		bring(this.breaker, state);
		replace(CircuitBreakerConfig.from(config()).initialState(State.METRICS_ONLY).build());
		assertThat(this.breaker.getState()).isEqualTo(state);
	}

	@Test
	void hasTheNewConfigurationAndTheOldTags() {
		replace(CircuitBreakerConfig.from(config()).failureRateThreshold(7).build());
		assertThat(this.breaker.getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(7);
		assertThat(this.breaker.getTags()).containsEntry("group", "shop");
	}

	@Test
	void staysOpenForTheRestOfItsWaitThoughTheNewWaitIsAnother() {
		this.breaker.transitionToOpenState();
		this.clock.pass(Duration.ofSeconds(4));
		replace(CircuitBreakerConfig.from(config())
			.waitIntervalFunctionInOpenState(IntervalFunction.of(Duration.ofMinutes(10)))
			.build());
		this.clock.pass(Duration.ofSeconds(5));
		assertThat(this.breaker.tryAcquirePermission()).isFalse();
		this.clock.pass(Duration.ofSeconds(2));
		assertThat(this.breaker.tryAcquirePermission()).isTrue();
	}

	@Test
	void staysOpenForTheRestOfItsWaitAfterASecondReplacement() {
		this.breaker.transitionToOpenState();
		this.clock.pass(Duration.ofSeconds(4));
		replace(config());
		this.clock.pass(Duration.ofSeconds(4));
		replace(config());
		assertThat(this.breaker.tryAcquirePermission()).isFalse();
		this.clock.pass(Duration.ofSeconds(3));
		assertThat(this.breaker.tryAcquirePermission()).isTrue();
	}

	@Test
	void goesOnWithItsBackoff() {
		this.breaker.transitionToOpenState();
		this.breaker.transitionToHalfOpenState();
		this.breaker.transitionToOpenState();
		this.clock.pass(Duration.ofSeconds(19));
		replace(config());
		assertThat(this.breaker.tryAcquirePermission()).isFalse();
		this.clock.pass(Duration.ofSeconds(2));
		assertThat(this.breaker.tryAcquirePermission()).isTrue();
		this.breaker.transitionToOpenState();
		this.clock.pass(Duration.ofSeconds(39));
		assertThat(this.breaker.tryAcquirePermission()).as("third wait in a row").isFalse();
	}

	@Test
	void beginsItsBackoffAnewWhenItHasClosed() {
		this.breaker.transitionToOpenState();
		this.breaker.transitionToHalfOpenState();
		this.breaker.transitionToClosedState();
		replace(config());
		this.breaker.transitionToOpenState();
		assertThat(this.waits.of(this.breaker).number()).isEqualTo(1);
	}

	@Test
	void transfersTheStateOnceMoreWhenTheBreakerHasOpenedInBetween() {
		CircuitBreaker successor = this.succession.succeed(this.breaker, config());
		this.breaker.transitionToForcedOpenState();
		this.registry.replace("inventory", successor);
		this.succession.replaced(this.breaker, successor);
		assertThat(successor.getState()).isEqualTo(State.FORCED_OPEN);
	}

	@Test
	void saysHowLongItStaysOpen() {
		this.breaker.transitionToOpenState();
		this.clock.pass(Duration.ofSeconds(4));
		replace(config());
		assertThat(this.succession.note(this.breaker)).isEqualTo("; stays OPEN for PT6S");
	}

	@Test
	void takesTheFirstWaitForABreakerThatItHasNotSeenOpen() {
		CircuitBreaker unknown = CircuitBreaker.of("unknown", config());
		unknown.transitionToOpenState();
		assertThat(this.waits.of(unknown).left()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void forgetsABreakerThatIsRemoved() {
		this.breaker.transitionToOpenState();
		this.registry.remove("inventory");
		this.clock.pass(Duration.ofSeconds(4));
		assertThat(this.waits.of(this.breaker).left()).isEqualTo(Duration.ofSeconds(10));
	}

	private void replace(CircuitBreakerConfig configuration) {
		CircuitBreaker successor = this.succession.succeed(this.breaker, configuration);
		this.registry.replace("inventory", successor);
		this.succession.replaced(this.breaker, successor);
		this.breaker = successor;
	}

	private CircuitBreakerConfig config() {
		return CircuitBreakerConfig.custom()
			.waitIntervalFunctionInOpenState(IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(10), 2))
			.clock(this.clock)
			.build();
	}

	private static void bring(CircuitBreaker breaker, State state) {
		switch (state) {
			case CLOSED -> breaker.transitionToClosedState();
			case OPEN -> breaker.transitionToOpenState();
			case HALF_OPEN -> {
				breaker.transitionToOpenState();
				breaker.transitionToHalfOpenState();
			}
			case FORCED_OPEN -> breaker.transitionToForcedOpenState();
			case DISABLED -> breaker.transitionToDisabledState();
			case METRICS_ONLY -> breaker.transitionToMetricsOnlyState();
		}
	}

}
