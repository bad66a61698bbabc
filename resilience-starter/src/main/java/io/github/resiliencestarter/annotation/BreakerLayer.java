package io.github.resiliencestarter.annotation;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Circuit breaker around a method that returns its result directly.
 *
 * @param breaker the circuit breaker
 * @param next the layer inside this one
 */
record BreakerLayer(CircuitBreaker breaker, Layer next) implements Layer {

	@Override
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		this.breaker.acquirePermission();
		long start = this.breaker.getCurrentTimestamp();
		try {
			Object result = this.next.call(invocation);
			this.breaker.onResult(sinceThen(start), this.breaker.getTimestampUnit(), result);
			return result;
		}
		catch (Exception ex) {
			this.breaker.onError(sinceThen(start), this.breaker.getTimestampUnit(), ex);
			throw ex;
		}
		catch (Throwable ex) {
			// An Error is not recorded, as in Resilience4j, but it must not hold a
			// permission of a half-open breaker forever
			this.breaker.releasePermission();
			throw ex;
		}
	}

	private long sinceThen(long start) {
		return this.breaker.getCurrentTimestamp() - start;
	}

}
