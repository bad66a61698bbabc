package io.github.resiliencestarter.annotation;

import io.github.resilience4j.ratelimiter.RateLimiter;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Rate limiter around a method that answers when it returns.
 *
 * @param limiter the rate limiter
 * @param permits permissions that one call takes
 * @param next what it lets through
 */
record RateLimiterLayer(RateLimiter limiter, int permits, Layer next) implements Layer {

	@Override
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		RateLimiter.waitForPermission(this.limiter, this.permits);
		try {
			Object result = this.next.call(invocation);
			this.limiter.onResult(result);
			return result;
		}
		catch (Exception ex) {
			this.limiter.onError(ex);
			throw ex;
		}
	}

}
