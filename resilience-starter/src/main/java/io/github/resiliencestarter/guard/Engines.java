package io.github.resiliencestarter.guard;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;

/**
 * Resilience4j's instances of one target, as they were in the registries at one moment.
 *
 * @param revision the revision of the registries at that moment
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
	 * @param revision what tells that an instance has been added, replaced or removed
	 */
	record Registries(RetryRegistry retries, CircuitBreakerRegistry breakers, BulkheadRegistry bulkheads,
			RegistryRevision revision) {

		Engines lookUp(String target) {
			// Before the look-up: what changes during it is then seen at the next call
			int revision = this.revision.current();
			return new Engines(revision, this.retries.retry(target), this.breakers.circuitBreaker(target),
					this.bulkheads.bulkhead(target));
		}

	}

}
