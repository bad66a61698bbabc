package io.github.resiliencestarter.guard;

import org.jspecify.annotations.Nullable;

/**
 * {@link Gate} that rejects attempts for which the deadline leaves no time.
 */
final class DeadlineGate implements Gate {

	@Override
	public @Nullable Rejection enter(Passage passage) {
		return (passage.limitNanos() <= 0) ? new Rejection(RejectionReason.DEADLINE) : null;
	}

	@Override
	public void leave(Passage passage, Outcome outcome) {
	}

}
