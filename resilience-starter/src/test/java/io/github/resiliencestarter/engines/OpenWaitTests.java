package io.github.resiliencestarter.engines;

import java.time.Duration;
import java.util.List;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenWait} and {@link OpenWaits}.
 */
class OpenWaitTests {

	private final HandClock clock = new HandClock();

	private final OpenWaits waits = new OpenWaits();

	private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.of(config(), List.of(this.waits));

	private final CircuitBreaker breaker = this.registry.circuitBreaker("inventory");

	private final OpenWait wait = this.waits.observe(this.breaker);

	@Test
	void countsDownToTheProbe() {
		this.breaker.transitionToOpenState();
		assertThat(this.wait.untilProbe()).isEqualTo(Duration.ofSeconds(10));
		this.clock.pass(Duration.ofMillis(3500));
		assertThat(this.wait.untilProbe()).isEqualTo(Duration.ofMillis(6500));
	}

	@Test
	void countsDownAsTheBreakerDoes() {
		this.breaker.transitionToOpenState();
		this.clock.pass(Duration.ofSeconds(10));
		assertThat(this.breaker.tryAcquirePermission()).isFalse();
		assertThat(this.wait.untilProbe()).isZero();
		this.clock.pass(Duration.ofMillis(1));
		assertThat(this.breaker.tryAcquirePermission()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(value = State.class, names = "OPEN", mode = EnumSource.Mode.EXCLUDE)
	void isUnknownUnlessTheBreakerIsOpen(State state) {
		this.breaker.transitionToOpenState();
		switch (state) {
			case CLOSED -> this.breaker.transitionToClosedState();
			case HALF_OPEN -> this.breaker.transitionToHalfOpenState();
			case FORCED_OPEN -> this.breaker.transitionToForcedOpenState();
			case DISABLED -> this.breaker.transitionToDisabledState();
			default -> this.breaker.transitionToMetricsOnlyState();
		}
		assertThat(this.wait.untilProbe()).isNull();
	}

	@Test
	void estimateThatWasWrongBeginsAgainAndCountsDown() {
		this.breaker.transitionToOpenStateFor(Duration.ofMinutes(1));
		this.clock.pass(Duration.ofSeconds(15));
		assertThat(this.wait.untilProbe()).isEqualTo(Duration.ofSeconds(10));
		this.clock.pass(Duration.ofSeconds(4));
		assertThat(this.wait.untilProbe()).isEqualTo(Duration.ofSeconds(6));
	}

	@Test
	void breakerThatWasOpenBeforeItWasObservedCountsDown() {
		CircuitBreaker open = CircuitBreaker.of("open", config());
		open.transitionToOpenState();
		OpenWait unknown = this.waits.observe(open);
		assertThat(unknown.untilProbe()).isEqualTo(Duration.ofSeconds(10));
		this.clock.pass(Duration.ofSeconds(4));
		assertThat(unknown.untilProbe()).isEqualTo(Duration.ofSeconds(6));
	}

	@Test
	void breakerIsObservedOnce() {
		assertThat(this.waits.observe(this.breaker)).isSameAs(this.wait);
		this.breaker.transitionToOpenState();
		assertThat(this.wait.number()).isOne();
	}

	@Test
	void replacementInTroubleInheritsTheNumberOfWaits() {
		this.breaker.transitionToOpenState();
		CircuitBreaker replacement = CircuitBreaker.of("inventory", config());
		replacement.transitionToOpenState();
		replacement.transitionToHalfOpenState();
		this.registry.replace("inventory", replacement);
		replacement.transitionToOpenState();
		assertThat(this.waits.observe(replacement).untilProbe()).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void closedReplacementBeginsAnew() {
		this.breaker.transitionToOpenState();
		CircuitBreaker replacement = CircuitBreaker.of("inventory", config());
		this.registry.replace("inventory", replacement);
		replacement.transitionToOpenState();
		assertThat(this.waits.observe(replacement).untilProbe()).isEqualTo(Duration.ofSeconds(10));
	}

	private CircuitBreakerConfig config() {
		return CircuitBreakerConfig.custom()
			.waitIntervalFunctionInOpenState(IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(10), 2))
			.clock(this.clock)
			.build();
	}

}
