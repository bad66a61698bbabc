package io.github.resiliencestarter.guard;

import org.jspecify.annotations.Nullable;

/**
 * Callback for the end of an attempt whose result outlives it. Only the first call
 * counts; any thread may make it.
 */
@FunctionalInterface
public interface Completion {

	/**
	 * Ends the attempt.
	 * @param error the late failure, or {@code null} if there was none
	 */
	void ended(@Nullable Throwable error);

}
