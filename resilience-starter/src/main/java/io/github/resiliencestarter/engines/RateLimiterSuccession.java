package io.github.resiliencestarter.engines;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import org.jspecify.annotations.Nullable;

/**
 * {@link Succession} of rate limiters. Limit and timeout are changed in place, the limit
 * from the next period on. If the period changes, the limiter is replaced, and a new
 * period begins.
 */
final class RateLimiterSuccession implements Succession<RateLimiter, RateLimiterConfig> {

	@Override
	public @Nullable RateLimiter succeed(RateLimiter limiter, RateLimiterConfig configuration) {
		RateLimiterConfig before = limiter.getRateLimiterConfig();
		boolean inPlace = configuration.getLimitRefreshPeriod().equals(before.getLimitRefreshPeriod())
				&& configuration.isWritableStackTraceEnabled() == before.isWritableStackTraceEnabled()
				&& configuration.getDrainPermissionsOnResult() == before.getDrainPermissionsOnResult();
		if (!inPlace) {
			return RateLimiter.of(limiter.getName(), configuration, limiter.getTags());
		}
		limiter.changeLimitForPeriod(configuration.getLimitForPeriod());
		limiter.changeTimeoutDuration(configuration.getTimeoutDuration());
		return null;
	}

}
