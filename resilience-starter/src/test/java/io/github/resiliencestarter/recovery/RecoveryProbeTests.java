package io.github.resiliencestarter.recovery;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.TestEngines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecoveryProbe} and {@link RecoveryAutoConfiguration}.
 */
class RecoveryProbeTests {

	private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

	private final CircuitBreaker breaker = this.registry.circuitBreaker("inventory");

	private final Engines engines = TestEngines.of(this.registry);

	private long now = Long.MAX_VALUE - 5;

	private final RecoveryProbe probe = new RecoveryProbe(() -> this.engines, () -> this.now);

	@Test
	void openBreakerProbesAsSoonAsItsTargetIsBack() {
		this.breaker.transitionToOpenState();
		this.probe.recovered("orders", 1);
		assertThat(this.breaker.getState()).isEqualTo(State.OPEN);
		this.probe.recovered("inventory", 0.9);
		assertThat(this.breaker.getState()).isEqualTo(State.HALF_OPEN);
	}

	@Test
	void breakerClosesWhenAllInstancesOfItsTargetAreNew() {
		this.breaker.transitionToOpenState();
		this.probe.recovered("inventory", 1);
		assertThat(this.breaker.getState()).isEqualTo(State.CLOSED);
	}

	@Test
	void breakerThatProbesClosesWhenAllInstancesOfItsTargetAreNew() {
		this.breaker.transitionToOpenState();
		this.breaker.transitionToHalfOpenState();
		this.probe.recovered("inventory", 0.9);
		assertThat(this.breaker.getState()).isEqualTo(State.HALF_OPEN);
		this.probe.recovered("inventory", 1);
		assertThat(this.breaker.getState()).isEqualTo(State.CLOSED);
	}

	@Test
	void fewNewInstancesAreNoRecovery() {
		this.breaker.transitionToOpenState();
		this.probe.recovered("inventory", 0.49);
		assertThat(this.breaker.getState()).isEqualTo(State.OPEN);
		this.probe.recovered("inventory", 0.5);
		assertThat(this.breaker.getState()).isEqualTo(State.HALF_OPEN);
	}

	@Test
	void instancesThatComeAndGoDoNotKeepTheBreakerFromBeingOpen() {
		this.breaker.transitionToOpenState();
		this.probe.recovered("inventory", 0.5);
		this.breaker.transitionToOpenState();
		this.now += RecoveryProbe.PACE.minusMillis(1).toNanos();
		this.probe.recovered("inventory", 0.5);
		assertThat(this.breaker.getState()).isEqualTo(State.OPEN);
		this.now += Duration.ofMillis(1).toNanos();
		this.probe.recovered("inventory", 0.5);
		assertThat(this.breaker.getState()).isEqualTo(State.HALF_OPEN);
	}

	@ParameterizedTest
	@EnumSource(value = State.class, names = "OPEN", mode = EnumSource.Mode.EXCLUDE)
	void otherStatesAreLeftAlone(State state) {
		switch (state) {
			case FORCED_OPEN -> this.breaker.transitionToForcedOpenState();
			case DISABLED -> this.breaker.transitionToDisabledState();
			case METRICS_ONLY -> this.breaker.transitionToMetricsOnlyState();
			case HALF_OPEN -> {
				this.breaker.transitionToOpenState();
				this.breaker.transitionToHalfOpenState();
			}
			default -> {
			}
		}
		this.probe.recovered("inventory", (state == State.HALF_OPEN) ? 0.9 : 1);
		assertThat(this.breaker.getState()).isEqualTo(state);
	}

	@Test
	void isThereUnlessSwitchedOff() {
		StarterContext.runner().run((context) -> assertThat(context).hasSingleBean(RecoveryProbe.class));
		for (String key : new String[] { "resilience.client.probe-on-recovery", "resilience.client.enabled",
				"resilience.enabled" }) {
			StarterContext.runner()
				.withPropertyValues(key + "=false", "spring.application.name=orders")
				.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RecoveryProbe.class));
		}
	}

}
