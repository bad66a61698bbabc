package io.github.resiliencestarter.guard;

import org.jspecify.annotations.Nullable;

/**
 * What a guard must know about a call, blocking or not: what its results and errors mean,
 * and when it has really ended.
 *
 * @param <T> the type of the result
 */
public interface CallRules<T> {

	/**
	 * Judge a result.
	 * @param result the result of an attempt
	 * @return what it means
	 */
	default Outcome outcomeOf(T result) {
		return Outcome.SUCCESS;
	}

	/**
	 * Judge an error.
	 * @param error the error of an attempt
	 * @return what it means
	 */
	Outcome outcomeOf(Throwable error);

	/**
	 * Say where an attempt has gone. What fails in one place of a target and is made good
	 * in another does not count in the target's circuit breaker, if the place is to blame
	 * for it.
	 * @param attempt the attempt, which has just ended
	 * @return the place, or {@code null} if the target is in one place or it is not known
	 */
	default @Nullable Place placeOf(Attempt attempt) {
		return null;
	}

	/**
	 * Give the caller its result. A result that goes on working, such as a response whose
	 * body is still to come, calls back when it is through; until then the attempt counts
	 * as under way.
	 * @param result the result of the last attempt
	 * @param completion to be called when the attempt has ended, exactly once or more
	 * @return the result for the caller
	 */
	default T deliver(T result, Completion completion) {
		completion.ended(null);
		return result;
	}

}
