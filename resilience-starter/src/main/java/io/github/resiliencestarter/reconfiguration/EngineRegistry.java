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
	 * Give an engine another configuration.
	 * @return the engine that calls find from now on
	 */
	E change(E engine, C to) {
		E successor = this.succession.succeed(engine, to);
		if (successor == null) {
			return engine;
		}
		replace(engine, successor);
		this.succession.replaced(engine, successor);
		return successor;
	}

	private void replace(E engine, E successor) {
		String name = this.name.apply(engine);
		try {
			this.registry.replace(name, successor);
		}
		catch (RuntimeException ex) {
			logger.warn("An observer of the registry has failed to follow the replacement of '" + name + "'", ex);
		}
	}

}
