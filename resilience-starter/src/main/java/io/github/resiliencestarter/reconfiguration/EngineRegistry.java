package io.github.resiliencestarter.reconfiguration;

import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.resilience4j.core.Registry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Registry of one kind of engine: what Resilience4j's registries have in common, but
 * under other names.
 *
 * @param registry registry
 * @param engines returns what is in it
 * @param name reads the name of an engine
 * @param configuration reads the configuration of an engine
 * @param maker makes an engine that there is none of yet
 * @param succession gives an engine another configuration
 * @param <E> engine
 * @param <C> configuration
 */
record EngineRegistry<E, C>(Registry<E, C> registry, Supplier<? extends Collection<E>> engines,
		Function<E, String> name, Function<E, C> configuration, BiConsumer<String, C> maker,
		Succession<E, C> succession) {

	private static final Log logger = LogFactory.getLog(EngineRegistry.class);

	/**
	 * Make an engine unless it is there.
	 */
	void make(String name, C configuration) {
		try {
			this.maker.accept(name, configuration);
		}
		catch (RuntimeException ex) {
			logger.warn("Cannot create '" + name + "'", ex);
		}
	}

	/**
	 * Give an engine another configuration.
	 * @return the engine that calls find from now on
	 */
	E change(E engine, C to) {
		String name = this.name.apply(engine);
		try {
			E successor = this.succession.succeed(engine, to);
			if (successor != null) {
				this.registry.replace(name, successor);
				this.succession.replaced(engine, successor);
			}
		}
		catch (RuntimeException ex) {
			logger.warn("Cannot replace '" + name + "', or an observer of the registry has failed", ex);
		}
		return this.registry.find(name).orElse(engine);
	}

}
