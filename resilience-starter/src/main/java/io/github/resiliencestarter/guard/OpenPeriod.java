package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import org.jspecify.annotations.Nullable;

/**
 * Observer of how long a target's circuit breaker stays open. From this follows when it
 * lets a probe through, which Resilience4j does not expose. The wait may grow each time a
 * probe fails.
 * <p>
 * Exact if the configured wait is deterministic; a random wait is an estimate.
 */
class OpenPeriod {

	private final LongSupplier nanoClock;

	private volatile @Nullable Observed observed;

	OpenPeriod(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
	}

	/**
	 * Observes a breaker instead of the previous one. If the new one is open, it inherits
	 * the count of failed probes.
	 */
	synchronized void observe(CircuitBreaker breaker) {
		Observed before = this.observed;
		if (before == null || before.breaker != breaker) {
			boolean inTrouble = breaker.getState() == State.OPEN || breaker.getState() == State.HALF_OPEN;
			this.observed = new Observed(breaker, this.nanoClock, (before != null && inTrouble) ? before.period : null);
		}
	}

	/**
	 * Returns the time until a probe is let through.
	 * @param breaker the breaker that has just rejected a call
	 * @param now the reading of the monotonic clock
	 * @return the time, or {@code null} if it is unknown
	 */
	@Nullable Duration untilProbe(CircuitBreaker breaker, long now) {
		observe(breaker);
		Observed observed = this.observed;
		return (observed != null && breaker.getState() == State.OPEN) ? observed.untilProbe(now) : null;
	}

	private static final class Observed {

		private final CircuitBreaker breaker;

		private final LongSupplier nanoClock;

		private volatile @Nullable Period period;

		Observed(CircuitBreaker breaker, LongSupplier nanoClock, @Nullable Period period) {
			this.breaker = breaker;
			this.nanoClock = nanoClock;
			this.period = period;
			breaker.getEventPublisher().onStateTransition((event) -> onTransition(event.getStateTransition()));
		}

		// The breaker makes one transition at a time
		private void onTransition(StateTransition transition) {
			Period before = this.period;
			switch (transition.getToState()) {
				case OPEN -> this.period = Period.of(this.breaker, (before != null) ? before.number + 1 : 1,
						this.nanoClock.getAsLong());
				case HALF_OPEN -> {
					// A probe that fails makes the next wait longer
				}
				default -> this.period = null;
			}
		}

		Duration untilProbe(long now) {
			Period known = this.period;
			if (known == null || known.until - now < 0) {
				known = Period.of(this.breaker, (known != null) ? known.number : 1, now);
				this.period = known;
			}
			return Duration.ofNanos(known.until - now);
		}

	}

	/**
	 * Wait in the open state.
	 *
	 * @param number the number of consecutive waits, from one
	 * @param until its end on the monotonic clock
	 */
	private record Period(int number, long until) {

		static Period of(CircuitBreaker breaker, int number, long now) {
			Long wait = breaker.getCircuitBreakerConfig().getWaitIntervalFunctionInOpenState().apply(number);
			return new Period(number, now + Duration.ofMillis(wait).toNanos());
		}

	}

}
