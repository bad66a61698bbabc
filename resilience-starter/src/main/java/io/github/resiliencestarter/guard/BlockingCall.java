package io.github.resiliencestarter.guard;

/**
 * Call that does its work on the calling thread.
 *
 * @param <T> the type of the result
 */
public interface BlockingCall<T> extends CallRules<T> {

	/**
	 * Makes one attempt, within its time limit.
	 * @param attempt the attempt
	 * @return the result
	 * @throws Exception if it fails
	 */
	T attempt(Attempt attempt) throws Exception;

	/**
	 * Discards a result that another attempt will replace.
	 * @param result the result
	 */
	default void discard(T result) {
	}

}
