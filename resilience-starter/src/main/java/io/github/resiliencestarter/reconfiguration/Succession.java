package io.github.resiliencestarter.reconfiguration;

import org.jspecify.annotations.Nullable;

/**
 * Strategy that gives an engine another configuration without losing what it knows.
 *
 * @param <E> engine
 * @param <C> configuration
 */
@FunctionalInterface
interface Succession<E, C> {

	/**
	 * Give an engine another configuration.
	 * @param engine the engine
	 * @param configuration the configuration
	 * @return the engine to replace it by, or {@code null} if it has been changed in
	 * place
	 */
	@Nullable E succeed(E engine, C configuration);

	/**
	 * Take note of that an engine has been replaced.
	 * @param engine the engine
	 * @param successor what has taken its place
	 */
	default void replaced(E engine, E successor) {
	}

	/**
	 * Return what a log line has to say of an engine after a change.
	 * @param engine the engine
	 * @return the words to append; may be empty
	 */
	default String note(E engine) {
		return "";
	}

}
