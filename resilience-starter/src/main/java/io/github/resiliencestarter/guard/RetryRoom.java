package io.github.resiliencestarter.guard;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.bulkhead.Bulkhead;

/**
 * Bound of the retries that are in flight or about to begin: at most half as many as the
 * bulkhead still has room for. If a target becomes slow for some calls, their retries
 * would otherwise fill the bulkhead, which would then reject calls that the target could
 * serve. The retry budget cannot prevent that, because it allows a burst after a time
 * without failures. Safe for use by many threads.
 */
class RetryRoom {

	/**
	 * Retries that are always allowed: {@code min_retry_concurrency} of Envoy.
	 */
	static final int MIN = 3;

	private final AtomicInteger taken = new AtomicInteger();

	/**
	 * Returns whether there is room for another retry.
	 */
	boolean isLeft(Bulkhead bulkhead) {
		int taken = this.taken.get();
		return taken < MIN || taken < bulkhead.getMetrics().getAvailableConcurrentCalls() / 2;
	}

	/**
	 * Records that a retry has been decided on.
	 */
	void enter() {
		this.taken.incrementAndGet();
	}

	/**
	 * Records that a retry has ended or will not take place.
	 */
	void leave() {
		this.taken.decrementAndGet();
	}

}
