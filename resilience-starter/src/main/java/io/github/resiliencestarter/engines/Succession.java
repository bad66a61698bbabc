package io.github.resiliencestarter.engines;

import org.jspecify.annotations.Nullable;

/**
 * Strategy to change the configuration of an engine without losing its state.
 *
 * @param <E> engine
 * @param <C> configuration
 */
@FunctionalInterface
interface Succession<E, C> {

	/**
	 * Change the configuration of an engine.
	 * @param engine the engine
	 * @param configuration the configuration
	 * @return the engine that replaces it, or {@code null} if it has been changed in
	 * place
	 */
	@Nullable E succeed(E engine, C configuration);

	/**
	 * Called after an engine has been replaced.
	 * @param engine the engine
	 * @param successor the new engine
	 */
	default void replaced(E engine, E successor) {
	}

	/**
	 * Return details about a changed engine for the log.
	 * @param engine the engine
	 * @return the text to append; may be empty
	 */
	default String note(E engine) {
		return "";
	}

}
