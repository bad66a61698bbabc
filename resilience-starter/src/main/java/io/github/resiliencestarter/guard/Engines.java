package io.github.resiliencestarter.guard;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;

/**
 * Resilience4j instances of one target, as of one revision of the registries.
 *
 * @param revision the revision of the registries
 * @param retry the retry
 * @param breaker the circuit breaker
 * @param bulkhead the bulkhead
 */
record Engines(int revision, Retry retry, CircuitBreaker breaker, Bulkhead bulkhead) {

	/**
	 * Resilience4j's registries.
	 *
	 * @param retries the retries
	 * @param breakers the circuit breakers
	 * @param bulkheads the bulkheads
	 * @param revision the counter of changes
	 */
	record Registries(RetryRegistry retries, CircuitBreakerRegistry breakers, BulkheadRegistry bulkheads,
			RegistryRevision revision) {

		Engines lookUp(String target) {
			// Read first, so that the next call sees changes made during the lookup
			int revision = this.revision.current();
			return new Engines(revision, this.retries.retry(target), this.breakers.circuitBreaker(target),
					this.bulkheads.bulkhead(target));
		}

	}

}
