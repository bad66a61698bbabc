package io.github.resiliencestarter.reconfiguration;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import org.jspecify.annotations.Nullable;

/**
 * {@link Succession} of bulkheads. One that grows is changed in place. One that shrinks
 * is replaced, for Resilience4j would let whoever changes it wait until enough calls have
 * ended, perhaps for ever: calls in flight leave the bulkhead that they have entered, and
 * until then there may be as many in addition as the new one admits.
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
