package io.github.resiliencestarter.engines;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Engines of one kind, such as circuit breakers. Other packages use this instead of
 * Resilience4j's registry, which may be the user's own.
 *
 * @param <E> engine
 * @param <C> configuration
 */
public sealed interface EngineRegistry<E, C> permits Resilience4jRegistry {

	/**
	 * Returns whether there is no registry because the user has excluded its
	 * auto-configuration. The engines then let every call through.
	 * @return {@code true} if there is none
	 */
	boolean isMissing();

	/**
	 * Returns an engine. If it does not exist, it is created from the configuration of
	 * its own name, or else from the default, as for an annotation.
	 * @param name the name of the engine
	 * @return the engine
	 */
	default E get(String name) {
		return get(name, name);
	}

	/**
	 * Returns an engine. If it does not exist, it is created from a configuration.
	 * @param name the name of the engine
	 * @param configuration the name of the configuration; if it is empty, that of the
	 * engine; if there is none of this name, the default is used
	 * @return the engine
	 */
	E get(String name, String configuration);

	/**
	 * Returns an engine without creating it.
	 * @param name the name of the engine
	 * @return the engine, empty if it does not exist
	 */
	Optional<E> find(String name);

	/**
	 * Returns all engines.
	 * @return the engines at this moment
	 */
	Collection<E> all();

	/**
	 * Returns the name of an engine.
	 * @param engine the engine
	 * @return the name
	 */
	String nameOf(E engine);

	/**
	 * Returns the configuration of an engine.
	 * @param engine the engine
	 * @return the configuration
	 */
	C configurationOf(E engine);

	/**
	 * Returns the configuration that an engine shares with others, from which its own may
	 * have been derived.
	 * @param engine the engine
	 * @return the shared configuration, or else its own
	 */
	C sharedConfigurationOf(E engine);

	/**
	 * Returns a named configuration.
	 * @param name the name, or {@code default}
	 * @return the configuration, empty if it does not exist
	 */
	Optional<C> findConfiguration(String name);

	/**
	 * Adds or replaces a named configuration. Existing engines do not change.
	 * @param name the name, other than {@code default}
	 * @param configuration the configuration
	 */
	void putConfiguration(String name, C configuration);

	/**
	 * Removes a named configuration. Existing engines do not change.
	 * @param name the name, other than {@code default}
	 */
	void removeConfiguration(String name);

	/**
	 * Creates an engine if it does not exist. A failure is logged.
	 * @param name the name of the engine
	 * @param configuration its configuration
	 */
	void create(String name, C configuration);

	/**
	 * Changes the configuration of an engine, which keeps its state. The next call uses
	 * it. A failure is logged.
	 * @param engine the engine
	 * @param configuration its new configuration
	 * @return the engine that calls use from now on
	 */
	E change(E engine, C configuration);

	/**
	 * Returns details about a changed engine for the log.
	 * @param engine the engine
	 * @return the text to append; may be empty
	 */
	String note(E engine);

	/**
	 * Registers a listener for new engines.
	 * @param listener called on the thread that creates the engine, before it can be
	 * found
	 */
	void onAdded(Consumer<E> listener);

}
