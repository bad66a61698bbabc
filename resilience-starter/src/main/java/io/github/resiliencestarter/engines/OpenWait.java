package io.github.resiliencestarter.engines;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;

/**
 * Wait of one circuit breaker in the open state, and the number of consecutive waits,
 * neither of which Resilience4j exposes. Runs on the clock of the circuit breaker. Safe
 * for use by many threads.
 * <p>
 * Exact for waits that the configuration determines. A random wait is drawn again, and a
 * manual one ({@code transitionToOpenStateFor}) is treated as the configured one.
 */
public final class OpenWait {

	private final CircuitBreaker breaker;

	private volatile @Nullable Period period;

	/**
	 * Creates the wait of a circuit breaker.
	 * @param breaker the circuit breaker
	 * @param predecessor the wait of the circuit breaker that it replaces, or
	 * {@code null}
	 */
	OpenWait(CircuitBreaker breaker, @Nullable OpenWait predecessor) {
		this.breaker = breaker;
		this.period = (predecessor != null) ? predecessor.period : null;
	}

	OpenWait observed() {
		this.breaker.getEventPublisher()
			.onStateTransition((event) -> onTransition(event.getStateTransition().getToState()));
		return this;
	}

	// The circuit breaker makes one transition at a time
	private void onTransition(State to) {
		Period before = this.period;
		switch (to) {
			case OPEN -> this.period = beginning((before != null) ? before.number + 1 : 1);
			case HALF_OPEN -> {
				// A failed probe makes the next wait longer
			}
			default -> this.period = null;
		}
	}

	CircuitBreaker breaker() {
		return this.breaker;
	}

	/**
	 * Returns the time until the circuit breaker lets a probe through.
	 * @return the time, or {@code null} if the circuit breaker is not open, or is forced
	 * open
	 */
	public @Nullable Duration untilProbe() {
		if (this.breaker.getState() != State.OPEN) {
			return null;
		}
		Period known = this.period;
		if (known == null || known.until < now()) {
			// It has just rejected a call, so the estimate was wrong
			known = beginning((known != null) ? known.number : 1);
			this.period = known;
		}
		return Duration.ofMillis(known.until - now());
	}

	/**
	 * Returns the number of consecutive waits, from 1.
	 */
	int number() {
		Period known = this.period;
		return (known != null) ? known.number : 1;
	}

	/**
	 * Returns the remaining wait of a circuit breaker that is open.
	 * @return the time, never negative; a whole wait if its opening was not observed
	 */
	Duration left() {
		Period known = this.period;
		long left = ((known != null) ? known : beginning(1)).until - now();
		return Duration.ofMillis(Math.max(0, left));
	}

	private Period beginning(int number) {
		Long wait = this.breaker.getCircuitBreakerConfig().getWaitIntervalFunctionInOpenState().apply(number);
		return new Period(number, now() + wait);
	}

	private long now() {
		return this.breaker.getCircuitBreakerConfig().getClock().millis();
	}

	/**
	 * Wait in the open state.
	 *
	 * @param number the number of consecutive waits, from 1
	 * @param until its end in milliseconds on the circuit breaker's clock
	 */
	private record Period(int number, long until) {

	}

}
