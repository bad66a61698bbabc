package io.github.resiliencestarter.guard;

import io.github.resiliencestarter.failure.Place;
import org.jspecify.annotations.Nullable;

/**
 * Rules of a call, blocking or reactive: what its results and errors mean, and when it
 * has ended.
 *
 * @param <T> the type of the result
 */
public interface CallRules<T> {

	/**
	 * Classifies a result.
	 * @param result the result of an attempt
	 * @return what it means
	 */
	default Outcome outcomeOf(T result) {
		return Outcome.SUCCESS;
	}

	/**
	 * Classifies an error.
	 * @param error the error of an attempt
	 * @return what it means
	 */
	Outcome outcomeOf(Throwable error);

	/**
	 * Returns the place that an attempt has gone to. A failure there does not count in
	 * the target's circuit breaker if the place is to blame and another place compensates
	 * for it.
	 * @param attempt the attempt, which has just ended
	 * @return the place, or {@code null} if the target has only one, or it is unknown
	 */
	default @Nullable Place placeOf(Attempt attempt) {
		return null;
	}

	/**
	 * Returns the end of a call whose failure may be compensated for after the guard has
	 * given up. The result is then reported once it is known what the caller gets.
	 * @return the end, or {@code null} if the result of the guard is final
	 */
	default @Nullable CallEnd end() {
		return null;
	}

	/**
	 * Delivers the result to the caller. A result that outlives the attempt, such as a
	 * response whose body has not been read, calls back when it has been consumed; until
	 * then the attempt counts as in flight.
	 * @param result the result of the last attempt
	 * @param completion to be called when the attempt has ended, exactly once or more
	 * @return the result for the caller
	 */
	default T deliver(T result, Completion completion) {
		completion.ended(null);
		return result;
	}

}
