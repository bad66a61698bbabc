package io.github.resiliencestarter.guard;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resiliencestarter.guard.Outcome.Unrelated;
import org.jspecify.annotations.Nullable;

/**
 * {@link Gate} for the adaptive limit.
 *
 * @param limit the limit
 * @param bulkhead the bulkhead, which counts the attempts in flight even if an annotation
 * has put it around the call
 */
record LimitGate(ConcurrencyLimit limit, Bulkhead bulkhead) implements Gate {

	@Override
	public @Nullable Rejection enter(Passage passage) {
		long now = passage.startNanos();
		if (!this.limit.mayReject(now)) {
			return null;
		}
		int inFlight = max() - this.bulkhead.getMetrics().getAvailableConcurrentCalls();
		return this.limit.allows(inFlight, passage.isRetry(), now) ? null : new Rejection(RejectionReason.LIMIT);
	}

	@Override
	public void leave(Passage passage, Outcome outcome) {
		if (!(outcome instanceof Unrelated)) {
			long start = passage.startNanos();
			this.limit.ended(start, passage.limitNanos(), start + passage.took(), max());
		}
	}

	private int max() {
		return this.bulkhead.getMetrics().getMaxAllowedConcurrentCalls();
	}

}
