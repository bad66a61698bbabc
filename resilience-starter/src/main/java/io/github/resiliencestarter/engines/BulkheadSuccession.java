package io.github.resiliencestarter.engines;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import org.jspecify.annotations.Nullable;

/**
 * {@link Succession} of bulkheads. A bulkhead that grows is changed in place. One that
 * shrinks is replaced, because Resilience4j would block until enough calls have ended,
 * possibly forever. Calls in flight leave the old bulkhead, and until then the new one
 * admits its own calls in addition.
 */
final class BulkheadSuccession implements Succession<Bulkhead, BulkheadConfig> {

	@Override
	public @Nullable Bulkhead succeed(Bulkhead bulkhead, BulkheadConfig configuration) {
		BulkheadConfig before = bulkhead.getBulkheadConfig();
		boolean shrinks = configuration.getMaxConcurrentCalls() < before.getMaxConcurrentCalls();
		if (shrinks || configuration.isFairCallHandlingEnabled() != before.isFairCallHandlingEnabled()) {
			return Bulkhead.of(bulkhead.getName(), configuration, bulkhead.getTags());
		}
		bulkhead.changeConfig(configuration);
		return null;
	}

}
