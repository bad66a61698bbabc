package io.github.resiliencestarter.guard;

import io.github.resilience4j.bulkhead.Bulkhead;
import org.jspecify.annotations.Nullable;

/**
 * {@link Gate} for a bulkhead.
 *
 * @param bulkhead the bulkhead
 */
record BulkheadGate(Bulkhead bulkhead) implements Gate {

	@Override
	public @Nullable Rejection enter(Passage passage) {
		return this.bulkhead.tryAcquirePermission() ? null : new Rejection(RejectionReason.BULKHEAD);
	}

	@Override
	public void leave(Passage passage, Outcome outcome) {
		this.bulkhead.onComplete();
	}

	@Override
	public boolean isHeldUntilOver() {
		return true;
	}

	@Override
	public Enclosing.Kind kind() {
		return Enclosing.Kind.BULKHEAD;
	}

}
