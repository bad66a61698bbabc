package io.github.resiliencestarter.engines;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;

/**
 * Engines of one target, as of one revision of the registries.
 *
 * @param revision the revision of the registries
 * @param retry the retry
 * @param breaker the circuit breaker
 * @param openWait how long the circuit breaker stays open
 * @param bulkhead the bulkhead
 */
public record TargetEngines(int revision, Retry retry, CircuitBreaker breaker, OpenWait openWait, Bulkhead bulkhead) {

}
