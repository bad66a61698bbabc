package io.github.resiliencestarter.guard;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;

/**
 * Time since a circuit breaker was first seen open, from which follows when it will let a
 * probe through: Resilience4j keeps that moment to itself.
 * <p>
 * Asked only when a call is refused, so that calls that are let through cost nothing.
 * Exact under traffic, an upper bound without.
 */
class OpenPeriod {

	private volatile @Nullable Period period;

	/**
	 * Return the time until a probe is let through.
	 * @param breaker the breaker that has just refused a call
	 * @param now the reading of the monotonic clock
	 * @return the time, or {@code null} if it cannot be known
	 */
	@Nullable Duration untilProbe(CircuitBreaker breaker, long now) {
		if (breaker.getState() != State.OPEN) {
			this.period = null;
			return null;
		}
		Period known = this.period;
		if (known == null || known.until - now < 0) {
			Long wait = breaker.getCircuitBreakerConfig().getWaitIntervalFunctionInOpenState().apply(1);
			known = new Period(now + Duration.ofMillis(wait).toNanos());
			this.period = known;
		}
		return Duration.ofNanos(known.until - now);
	}

	private record Period(long until) {

	}

}
