package io.github.resiliencestarter.guard;

import org.jspecify.annotations.Nullable;

/**
 * Passage of one attempt through the gates of a guard. It has three marks, each of which
 * is reached once, whichever thread is first: later events, such as a cancellation that
 * races with the result, are ignored.
 */
final class Passage extends Attempt implements Completion {

	// The attempt has returned, thrown or been canceled; a blocking call cannot be
	// canceled
	private static final int ENDED = 1;

	// Its outcome is known
	private static final int JUDGED = 2;

	// Its result, if any, has been consumed or discarded
	private static final int OVER = 4;

	private final GuardedCall<?> call;

	private @Nullable Object result;

	private boolean probe;

	private long took;

	// The hedge if the caller gets its response
	private @Nullable Attempt hedge;

	Passage(GuardedCall<?> call, int number, long start, long limit) {
		super(number, start, limit, call.parts().nanoClock());
		this.call = call;
	}

	/**
	 * Marks the end of the attempt.
	 * @return whether it has not been marked before
	 */
	boolean end() {
		return reach(ENDED) != 0;
	}

	/**
	 * Returns the hedge of this attempt. A retry has none, so that a call is hedged at
	 * most once.
	 */
	@Override
	public @Nullable Hedge hedge() {
		return isRetry() ? null : this.call.hedge(this);
	}

	void answeredBy(Attempt hedge) {
		this.hedge = hedge;
	}

	void returned(Object result) {
		this.result = result;
	}

	@Nullable Object result() {
		return this.result;
	}

	/**
	 * Sets whether this attempt is one of those few that a half-open circuit breaker lets
	 * through.
	 */
	void probes(boolean probe) {
		this.probe = probe;
	}

	boolean isProbe() {
		return this.probe;
	}

	/**
	 * Returns the nanoseconds from the start to the outcome, without pauses.
	 */
	long took() {
		return this.took;
	}

	/**
	 * Keeps a failure until the end of the call if the attempt has gone to one of several
	 * places.
	 */
	void holdFailure(HeldFailures.Failure failure) {
		this.call.hold(this, failure);
	}

	/**
	 * Leaves the gates that wait for the outcome.
	 */
	void judged(Outcome outcome) {
		leave(outcome, reach(JUDGED));
	}

	/**
	 * Leaves the gates that are held until the result has been discarded.
	 */
	void discarded() {
		leave(Outcome.UNRELATED);
	}

	/**
	 * Leaves all gates.
	 */
	void leave(Outcome outcome) {
		leave(outcome, reach(JUDGED | OVER));
	}

	/**
	 * Ends the call: its result has been consumed or is incomplete.
	 */
	@Override
	public void ended(@Nullable Throwable error) {
		int reached = reach(JUDGED | OVER);
		if ((reached & OVER) == 0) {
			return;
		}
		Outcome outcome = (error != null) ? Outcome.UNRELATED : Outcome.SUCCESS;
		try {
			outcome = (error != null) ? this.call.outcomeOf(error) : outcome;
		}
		finally {
			leave(outcome, reached);
			// A bad result has been classified before it was delivered
			this.call.ended(this, (reached & JUDGED) != 0 && error == null);
		}
	}

	private void leave(Outcome outcome, int reached) {
		boolean judged = (reached & JUDGED) != 0;
		boolean over = (reached & OVER) != 0;
		if (judged) {
			if (isRetry()) {
				this.call.parts().retryRoom().leave();
			}
			Attempt hedge = this.hedge;
			this.took = (hedge != null) ? hedge.startNanos() - startNanos() + hedge.nanosSinceStart()
					: nanosSinceStart();
			this.call.parts().listener().onAttempt(this.call.parts().target(), number(), outcome);
		}
		if (judged || over) {
			this.call.gates().leave(this, outcome, judged, over);
		}
	}

}
