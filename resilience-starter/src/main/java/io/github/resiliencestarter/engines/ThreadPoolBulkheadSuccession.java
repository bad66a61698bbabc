package io.github.resiliencestarter.engines;

import java.util.function.Consumer;

import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadConfig;

/**
 * {@link Succession} of thread pools. Tasks finish in the pool that they were submitted
 * to, which is then closed.
 */
final class ThreadPoolBulkheadSuccession implements Succession<ThreadPoolBulkhead, ThreadPoolBulkheadConfig> {

	private final Consumer<ThreadPoolBulkhead> retirement;

	ThreadPoolBulkheadSuccession(Consumer<ThreadPoolBulkhead> retirement) {
		this.retirement = retirement;
	}

	@Override
	public ThreadPoolBulkhead succeed(ThreadPoolBulkhead bulkhead, ThreadPoolBulkheadConfig configuration) {
		return ThreadPoolBulkhead.of(bulkhead.getName(), configuration, bulkhead.getTags());
	}

	@Override
	public void replaced(ThreadPoolBulkhead bulkhead, ThreadPoolBulkhead successor) {
		this.retirement.accept(bulkhead);
	}

}
