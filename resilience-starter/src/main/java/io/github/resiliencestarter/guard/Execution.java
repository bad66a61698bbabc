package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.guard.Outcome.Failure;
import io.github.resiliencestarter.guard.Outcome.Success;
import io.github.resiliencestarter.guard.Outcome.Unrelated;
import io.github.resiliencestarter.guard.Outcome.Unsuccessful;
import org.jspecify.annotations.Nullable;

/**
 * One guarded call from its start to its end, whoever drives it: the state machine that
 * the blocking and the reactive way share. It never waits.
 *
 * <pre>
 * deadline( retry + budget( breaker( bulkhead + limit( attempt ))))
 * </pre>
 *
 * Driven by one thread at a time; only a {@link Completion} may come from any thread.
 *
 * @param <T> the type of the result
 */
final class Execution<T> {

	private final Guard guard;

	private final CallRules<T> rules;

	// null: there is one of the same name around this call already
	private final @Nullable Retry retry;

	private final @Nullable CircuitBreaker breaker;

	private final @Nullable Bulkhead bulkhead;

	// Counts the attempts under way, whoever has entered it
	private final Bulkhead places;

	private final long start;

	private final long deadline;

	private int attempts;

	private @Nullable RetryDecision retryDecision;

	private @Nullable Throwable lastFailure;

	private @Nullable HeldFailures heldFailures;

	// The last attempt, if it has brought a response
	private @Nullable Passage responded;

	Execution(Guard guard, CallRules<T> rules, @Nullable Deadline deadline, @Nullable Enclosing enclosing) {
		Engines engines = guard.engines();
		String name = guard.target();
		this.guard = guard;
		this.rules = rules;
		this.retry = Enclosing.has(enclosing, Enclosing.Kind.RETRY, name) ? null : engines.retry();
		this.breaker = Enclosing.has(enclosing, Enclosing.Kind.BREAKER, name) ? null : engines.breaker();
		this.places = engines.bulkhead();
		this.bulkhead = Enclosing.has(enclosing, Enclosing.Kind.BULKHEAD, name) ? null : this.places;
		this.start = guard.now();
		this.deadline = this.start
				+ ((deadline != null) ? Math.min(guard.timeout(), deadline.nanosLeftAt(this.start)) : guard.timeout());
		guard.budget().deposit(this.start);
	}

	/**
	 * Enter the guard for the next attempt, from the outside in.
	 * @return the passage, to be left in one of the ways below
	 * @throws CallRejectedException if any part says no
	 */
	Passage enter() {
		long now = (this.attempts == 0) ? this.start : this.guard.now();
		long timeLeft = this.deadline - now;
		if (timeLeft <= 0) {
			throw rejected(RejectionReason.DEADLINE, null);
		}
		if (this.breaker != null && !this.breaker.tryAcquirePermission()) {
			throw rejected(RejectionReason.BREAKER, this.guard.openPeriod().untilProbe(this.breaker, now));
		}
		if (this.bulkhead != null && !this.bulkhead.tryAcquirePermission()) {
			giveBack(this.breaker);
			throw rejected(RejectionReason.BULKHEAD, null);
		}
		if (isBeyondLimit(now)) {
			if (this.bulkhead != null) {
				this.bulkhead.releasePermission();
			}
			giveBack(this.breaker);
			throw rejected(RejectionReason.LIMIT, null);
		}
		this.attempts++;
		long limit = Math.min(this.guard.attemptTimeout(), timeLeft);
		return new Passage(this.attempts, now, limit);
	}

	private static void giveBack(@Nullable CircuitBreaker breaker) {
		if (breaker != null) {
			breaker.releasePermission();
		}
	}

	private boolean isBeyondLimit(long now) {
		ConcurrencyLimit concurrencyLimit = this.guard.limit();
		if (concurrencyLimit == null || !concurrencyLimit.mayReject(now)) {
			return false;
		}
		int underWay = maxUnderWay() - this.places.getMetrics().getAvailableConcurrentCalls();
		return !concurrencyLimit.allows(underWay, now);
	}

	private int maxUnderWay() {
		return this.places.getMetrics().getMaxAllowedConcurrentCalls();
	}

	/**
	 * Leave after an attempt that has thrown.
	 * @return the nanoseconds to pause before the next attempt, or
	 * {@link RetryDecision#NO_RETRY}
	 */
	long failed(Passage passage, Throwable error) {
		passage.settle();
		passage.release();
		Outcome outcome = judge(passage, error);
		passage.record(this.guard.userRules().counted(outcome, this.breaker));
		return pauseBeforeRetry(this.guard.userRules().retried(outcome, this.retry));
	}

	/**
	 * Judge a result. If it will be replaced, {@link Passage#release()} is due when it
	 * has been discarded; if not, {@link #deliver}.
	 * @return the nanoseconds to pause before the next attempt, or
	 * {@link RetryDecision#NO_RETRY}
	 */
	long returned(Passage passage, T result) {
		passage.settle();
		passage.result = result;
		Outcome outcome = judge(passage, null);
		Outcome counted = this.guard.userRules().counted(outcome, this.breaker);
		Outcome retried = this.guard.userRules().retried(outcome, this.retry);
		if (counted instanceof Success && retried instanceof Success) {
			succeeded();
			return RetryDecision.NO_RETRY;
		}
		passage.record(counted);
		return pauseBeforeRetry(retried);
	}

	/**
	 * Leave after an attempt that has succeeded without a result.
	 */
	void returnedNothing(Passage passage) {
		passage.settle();
		succeeded();
		passage.ended(null);
	}

	/**
	 * Give the caller the result of the last attempt.
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
	 * Return what the caller gets when the last attempt has thrown.
	 */
	Throwable failure(Throwable error) {
		if (error instanceof Exception && this.deadline - this.guard.now() <= 0) {
			this.lastFailure = error;
			return rejected(RejectionReason.DEADLINE, null);
		}
		ended(CallResult.ERROR, null);
		return error;
	}

	/**
	 * End in a pause: nobody waits for an answer any more.
	 */
	void abandoned() {
		ended(CallResult.ERROR, null);
	}

	/**
	 * Leave without an answer: nobody waits for it any more.
	 */
	void abandoned(Passage passage) {
		if (passage.settle()) {
			abort(passage);
		}
	}

	private void abort(Passage passage) {
		passage.release();
		passage.record(Outcome.UNRELATED);
		ended(CallResult.ERROR, null);
	}

	private void hold(Place place, Consumer<Boolean> count) {
		HeldFailures held = this.heldFailures;
		if (held == null) {
			held = new HeldFailures();
			this.heldFailures = held;
		}
		held.add(place, count);
	}

	private void releaseHeld(@Nullable Place madeGood) {
		if (this.heldFailures != null) {
			this.heldFailures.release(madeGood);
		}
	}

	private Outcome judge(Passage passage, @Nullable Throwable error) {
		this.responded = (error == null) ? passage : null;
		try {
			return (error != null) ? this.rules.outcomeOf(error) : this.rules.outcomeOf(passage.result());
		}
		catch (RuntimeException | Error ex) {
			abort(passage);
			throw ex;
		}
	}

	private long pauseBeforeRetry(Outcome outcome) {
		long pause = decide(outcome);
		if (pause == RetryDecision.NO_RETRY) {
			releaseHeld(null);
		}
		return pause;
	}

	private long decide(Outcome outcome) {
		if (this.retry == null || !(outcome instanceof Unsuccessful unsuccessful)) {
			return RetryDecision.NO_RETRY;
		}
		this.lastFailure = unsuccessful.cause();
		RetryDecision decision = this.retryDecision;
		if (decision == null) {
			decision = new RetryDecision(this.guard, this.retry);
			this.retryDecision = decision;
		}
		return decision.pause(unsuccessful, this.deadline, isSoundElsewhere());
	}

	// A timeout may have its cause in the load of all
	private boolean isSoundElsewhere() {
		Place place = (this.responded != null) ? this.rules.placeOf(this.responded) : null;
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

	private CallRejectedException rejected(RejectionReason reason, @Nullable Duration retryAfter) {
		this.guard.listener().onRejected(this.guard.target(), reason);
		ended(CallResult.REJECTED, null);
		return new CallRejectedException(this.guard.target(), reason, retryAfter, this.lastFailure);
	}

	private void ended(CallResult result, @Nullable Place madeGood) {
		releaseHeld(madeGood);
		if (!this.guard.listener().isEmpty()) {
			this.guard.listener().onCall(this.guard.target(), result, Duration.ofNanos(this.guard.now() - this.start));
		}
	}

	/**
	 * Passage of one attempt through breaker and bulkhead. Each is left exactly once:
	 * what comes later, such as a cancellation that races the result, is ignored.
	 */
	final class Passage extends Attempt implements Completion {

		private static final int BREAKER = 1;

		private static final int BULKHEAD = 2;

		private static final int CALL = 4;

		private static final int ATTEMPT = 8;

		private @Nullable T result;

		private final boolean halfOpen;

		private Passage(int number, long start, long limit) {
			super(number, start, limit, Execution.this.guard.nanoClock());
			this.halfOpen = Execution.this.breaker != null
					&& Execution.this.breaker.getState() == CircuitBreaker.State.HALF_OPEN;
		}

		private T result() {
			return Objects.requireNonNull(this.result);
		}

		/**
		 * Take note of how the attempt ended.
		 * @return whether nobody has before
		 */
		private boolean settle() {
			return leave(ATTEMPT);
		}

		/**
		 * Leave the bulkhead: the attempt holds nothing any more.
		 */
		void release() {
			if (leave(BULKHEAD) && Execution.this.bulkhead != null) {
				Execution.this.bulkhead.onComplete();
			}
		}

		@Override
		public void ended(@Nullable Throwable error) {
			release();
			if (!leave(CALL)) {
				return;
			}
			// A bad answer has been recorded before it was delivered
			boolean good = record((error != null) ? Execution.this.rules.outcomeOf(error) : Outcome.SUCCESS);
			boolean success = good && error == null;
			Place madeGood = (success && Execution.this.heldFailures != null) ? Execution.this.rules.placeOf(this)
					: null;
			Execution.this.ended(success ? CallResult.SUCCESS : CallResult.ERROR, madeGood);
		}

		private boolean record(Outcome outcome) {
			if (!leave(BREAKER)) {
				return false;
			}
			Execution.this.guard.listener().onAttempt(Execution.this.guard.target(), number(), outcome);
			long duration = nanosSinceStart();
			ConcurrencyLimit concurrencyLimit = Execution.this.guard.limit();
			if (concurrencyLimit != null && !(outcome instanceof Unrelated)) {
				tell(concurrencyLimit, duration, maxUnderWay());
			}
			if (Execution.this.breaker != null) {
				tell(Execution.this.breaker, outcome, duration);
			}
			return true;
		}

		private void tell(CircuitBreaker breaker, Outcome outcome, long duration) {
			if (outcome instanceof Failure failure) {
				Place place = Execution.this.rules.placeOf(this);
				if (place == null) {
					Execution.this.guard.userRules().tellFailure(breaker, duration, failure.cause());
				}
				else {
					hold(place, (count) -> {
						if (count) {
							Execution.this.guard.userRules().tellFailure(breaker, duration, failure.cause());
						}
						else {
							release(breaker);
						}
					});
				}
			}
			else if (outcome instanceof Success) {
				Execution.this.guard.userRules().tellResult(breaker, duration, this.result);
			}
			else {
				release(breaker);
			}
		}

		// A permission of the closed state is none of the half-open one's few
		private void release(CircuitBreaker breaker) {
			if (this.halfOpen || breaker.getState() != CircuitBreaker.State.HALF_OPEN) {
				breaker.releasePermission();
			}
		}

	}

}
