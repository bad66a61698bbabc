package io.github.resiliencestarter.guard;

import org.jspecify.annotations.Nullable;

/**
 * Code that makes one attempt of a call.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface AttemptedCall<T extends @Nullable Object> {

	/**
	 * Makes one attempt.
	 * @param attempt the attempt, which knows the time that it has left
	 * @return the result
	 * @throws Exception if it fails
	 */
	T attempt(Attempt attempt) throws Exception;

}
