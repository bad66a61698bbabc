package io.github.resiliencestarter.guard;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;

/**
 * Replacements for the registries of Resilience4j auto-configurations that the user has
 * excluded: their instances let every call through.
 */
final class MissingRegistries {

	private MissingRegistries() {
	}

	static RetryRegistry retries() {
		return RetryRegistry.of(RetryConfig.custom().maxAttempts(1).build());
	}

	static CircuitBreakerRegistry breakers() {
		return CircuitBreakerRegistry
			.of(CircuitBreakerConfig.custom().initialState(CircuitBreaker.State.DISABLED).build());
	}

	static BulkheadRegistry bulkheads() {
		return BulkheadRegistry.of(BulkheadConfig.custom().maxConcurrentCalls(Integer.MAX_VALUE).build());
	}

}
