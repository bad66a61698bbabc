package io.github.resiliencestarter.instances;

import java.util.Objects;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.failure.Place;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.BlockingCall;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.loadbalancing.SelectedInstance;
import org.jspecify.annotations.Nullable;

/**
 * One call on the calling thread.
 *
 * @param <T> the type of the result
 */
final class BlockingInstanceCall<T extends @Nullable Object> implements BlockingCall<BlockingInstanceCall.Result<T>> {

	private final InstanceAttempts attempts;

	private final InstanceCall<T> code;

	BlockingInstanceCall(InstanceAttempts attempts, InstanceCall<T> code) {
		this.attempts = attempts;
		this.code = code;
	}

	@Override
	public Result<T> attempt(Attempt attempt) throws Exception {
		Deadline outer = CurrentDeadline.get();
		CurrentDeadline.replace(attempt.deadlineOfCallsWithin());
		try {
			return new Result<>(attemptOnce(attempt));
		}
		finally {
			CurrentDeadline.replace(outer);
		}
	}

	T attemptOnce(Attempt attempt) throws Exception {
		SelectedInstance selected = Objects.requireNonNull(this.attempts.next().block(attempt.timeLeft()));
		boolean ended = false;
		try {
			selected.begin();
			T result = this.code.attempt(attempt, selected.instance());
			ended = true;
			selected.end(null);
			return result;
		}
		catch (Exception ex) {
			if (!ended && !isInterruption(ex)) {
				ended = true;
				InstanceAttempts.fail(selected, ex);
			}
			throw ex;
		}
		finally {
			if (!ended) {
				InstanceAttempts.giveUp(selected);
			}
		}
	}

	@Override
	public Outcome outcomeOf(Throwable error) {
		return isInterruption(error) ? Outcome.UNRELATED : this.attempts.outcomeOf(error);
	}

	private static boolean isInterruption(Throwable error) {
		return error instanceof InterruptedException || Thread.currentThread().isInterrupted();
	}

	@Override
	public @Nullable Place placeOf(Attempt attempt) {
		return this.attempts.place();
	}

	/**
	 * Result of a call, which may be {@code null}.
	 *
	 * @param <T> the type of the value
	 * @param value the value
	 */
	record Result<T extends @Nullable Object>(T value) {

	}

}
