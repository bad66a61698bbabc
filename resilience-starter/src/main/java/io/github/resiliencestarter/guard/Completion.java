package io.github.resiliencestarter.guard;

import org.jspecify.annotations.Nullable;

/**
 * Callback for the end of an attempt whose result outlives it. Only the first call
 * counts; any thread may make it.
 */
@FunctionalInterface
public interface Completion {

	/**
	 * Say that the attempt has ended.
	 * @param error how it failed after all, or {@code null} if it did not
	 */
	void ended(@Nullable Throwable error);

}
