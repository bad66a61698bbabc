package io.github.resiliencestarter.annotation;

import io.github.resilience4j.ratelimiter.RateLimiter;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Rate limiter around a method that returns its result directly.
 *
 * @param limiter the rate limiter
 * @param permits the permissions that one call takes
 * @param next the layer inside this one
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
