package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.Objects;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.failure.Place;
import io.github.resiliencestarter.guard.Outcome.Success;
import io.github.resiliencestarter.guard.Outcome.Unsuccessful;
import org.jspecify.annotations.Nullable;

/**
 * One guarded call: retry and budget around the {@link Gates} that each attempt passes.
 * The state machine that blocking and reactive calls share; it never waits.
 * <p>
 * Driven by one thread at a time; only a {@link Completion} may come from any thread.
 *
 * @param <T> the type of the result
 */
final class GuardedCall<T> {

	private final GuardParts parts;

	private final CallRules<T> rules;

	private final Gates gates;

	// null: an annotation has put the one of the same name around this call
	private final @Nullable Retry retry;

	private final @Nullable CircuitBreaker breaker;

	private final long start;

	private final long deadline;

	private int attempts;

	private @Nullable RetryDecision retryDecision;

	private @Nullable Throwable lastFailure;

	private @Nullable HeldFailures heldFailures;

	GuardedCall(Gates gates, CallRules<T> rules, @Nullable Deadline deadline, @Nullable Enclosing enclosing) {
		GuardParts parts = gates.parts();
		String target = parts.target();
		this.parts = parts;
		this.rules = rules;
		this.gates = gates.within(enclosing, target);
		this.retry = Enclosing.has(enclosing, Enclosing.Kind.RETRY, target) ? null : gates.engines().retry();
		this.breaker = Enclosing.has(enclosing, Enclosing.Kind.BREAKER, target) ? null : gates.engines().breaker();
		this.start = parts.now();
		long timeout = parts.settings().timeout().toNanos();
		this.deadline = this.start
				+ ((deadline != null) ? Math.min(timeout, deadline.nanosLeftAt(this.start)) : timeout);
		parts.budget().deposit(this.start);
	}

	GuardParts parts() {
		return this.parts;
	}

	Gates gates() {
		return this.gates;
	}

	/**
	 * Enters the gates for the next attempt.
	 * @return the passage of the attempt
	 * @throws CallRejectedException if a gate rejects it
	 */
	Passage enter() {
		long now = (this.attempts == 0) ? this.start : this.parts.now();
		long limit = Math.min(this.parts.settings().attemptTimeout().toNanos(), this.deadline - now);
		Passage passage = new Passage(this, ++this.attempts, now, limit);
		boolean entered = false;
		try {
			Rejection rejection = this.gates.enter(passage);
			if (rejection != null) {
				throw rejected(rejection);
			}
			entered = true;
			return passage;
		}
		finally {
			if (!entered && passage.isRetry()) {
				this.parts.retryRoom().leave();
			}
		}
	}

	@Nullable Hedge hedge(Passage passage) {
		HedgeTiming timing = this.parts.hedgeTiming();
		return (timing != null) ? new Hedge(passage, this.parts, timing, this.gates.engines()) : null;
	}

	/**
	 * Leaves the gates after an attempt that has thrown.
	 * @return the nanoseconds to pause before the next attempt, or
	 * {@link RetryDecision#NO_RETRY}
	 */
	long failed(Passage passage, Throwable error) {
		Outcome outcome = judge(passage, error, null);
		passage.leave(this.parts.userRules().counted(outcome, this.breaker));
		return pauseBeforeRetry(this.parts.userRules().retried(outcome, this.retry), null);
	}

	/**
	 * Judges a result. If there is to be another attempt, {@link Passage#discarded()} is
	 * due when the result has been discarded; if not, {@link #deliver}.
	 * @return the nanoseconds to pause before the next attempt, or
	 * {@link RetryDecision#NO_RETRY}
	 */
	long returned(Passage passage, T result) {
		passage.returned(result);
		Outcome outcome = judge(passage, null, result);
		Outcome counted = this.parts.userRules().counted(outcome, this.breaker);
		Outcome retried = this.parts.userRules().retried(outcome, this.retry);
		if (counted instanceof Success && retried instanceof Success) {
			succeeded();
			return RetryDecision.NO_RETRY;
		}
		passage.judged(counted);
		return pauseBeforeRetry(retried, passage);
	}

	/**
	 * Leaves the gates after an attempt that has succeeded without a result.
	 */
	void returnedNothing(Passage passage) {
		succeeded();
		passage.ended(null);
	}

	/**
	 * Gives the caller the result of the last attempt.
	 */
	T deliver(Passage passage, T result) {
		try {
			return this.rules.deliver(result, passage);
		}
		catch (RuntimeException | Error ex) {
			passage.ended(ex);
			throw ex;
		}
	}

	/**
	 * Returns what the caller gets when the last attempt has thrown.
	 */
	Throwable failure(Throwable error) {
		if (error instanceof Exception && this.deadline - this.parts.now() <= 0) {
			this.lastFailure = error;
			return rejected(new Rejection(RejectionReason.DEADLINE));
		}
		ended(CallResult.ERROR, null);
		return error;
	}

	/**
	 * Leaves the gates: the call was canceled during an attempt.
	 */
	void canceled(Passage passage) {
		if (passage.end()) {
			abort(passage);
		}
	}

	/**
	 * Ends the call: it was canceled between two attempts.
	 */
	void canceled() {
		this.parts.retryRoom().leave();
		ended(CallResult.ERROR, null);
	}

	private void abort(Passage passage) {
		passage.leave(Outcome.UNRELATED);
		ended(CallResult.ERROR, null);
	}

	/**
	 * Ends the call after the result of an attempt.
	 */
	void ended(Passage passage, boolean success) {
		Place madeGood = (success && this.heldFailures != null) ? this.rules.placeOf(passage) : null;
		ended(success ? CallResult.SUCCESS : CallResult.ERROR, madeGood);
	}

	private void ended(CallResult result, @Nullable Place madeGood) {
		releaseHeld(madeGood);
		if (this.parts.listener().isEmpty()) {
			return;
		}
		CallEnd end = this.rules.end();
		if (end == null) {
			report(result);
		}
		else {
			end.reached(result, this::report);
		}
	}

	private void report(CallResult result) {
		this.parts.listener().onCall(this.parts.target(), result, Duration.ofNanos(this.parts.now() - this.start));
	}

	/**
	 * Holds a failure until the end of the call if the attempt has gone to one of several
	 * places.
	 */
	void hold(Passage passage, HeldFailures.Failure failure) {
		Place place = this.rules.placeOf(passage);
		if (place == null) {
			failure.release(true);
			return;
		}
		HeldFailures held = this.heldFailures;
		if (held == null) {
			held = new HeldFailures();
			this.heldFailures = held;
		}
		held.add(place, failure);
	}

	private void releaseHeld(@Nullable Place madeGood) {
		if (this.heldFailures != null) {
			this.heldFailures.release(madeGood);
		}
	}

	/**
	 * Judges an error after the result has been delivered.
	 */
	Outcome outcomeOf(Throwable error) {
		return this.rules.outcomeOf(error);
	}

	private Outcome judge(Passage passage, @Nullable Throwable error, @Nullable T result) {
		try {
			return (error != null) ? this.rules.outcomeOf(error) : this.rules.outcomeOf(Objects.requireNonNull(result));
		}
		catch (RuntimeException | Error ex) {
			abort(passage);
			throw ex;
		}
	}

	private long pauseBeforeRetry(Outcome outcome, @Nullable Passage responded) {
		long pause = decide(outcome, responded);
		if (pause == RetryDecision.NO_RETRY) {
			releaseHeld(null);
		}
		return pause;
	}

	private long decide(Outcome outcome, @Nullable Passage responded) {
		if (this.retry == null || !(outcome instanceof Unsuccessful unsuccessful)) {
			return RetryDecision.NO_RETRY;
		}
		this.lastFailure = unsuccessful.cause();
		RetryDecision decision = this.retryDecision;
		if (decision == null) {
			decision = new RetryDecision(this.parts, this.retry, this.gates.engines().bulkhead());
			this.retryDecision = decision;
		}
		return decision.pause(unsuccessful, this.deadline, responded != null && isSoundElsewhere(responded));
	}

	private boolean isSoundElsewhere(Passage responded) {
		Place place = this.rules.placeOf(responded);
		return place != null && place.isAnotherSound();
	}

	private void succeeded() {
		if (this.retryDecision != null) {
			this.retryDecision.succeeded();
		}
		else if (this.retry != null) {
			this.retry.asyncContext().onComplete();
		}
	}

	private CallRejectedException rejected(Rejection rejection) {
		this.parts.listener().onRejected(this.parts.target(), rejection.reason());
		ended(CallResult.REJECTED, null);
		return new CallRejectedException(this.parts.target(), rejection.reason(), rejection.retryAfter(),
				this.lastFailure);
	}

}
