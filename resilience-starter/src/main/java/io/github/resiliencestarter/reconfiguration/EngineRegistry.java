package io.github.resiliencestarter.reconfiguration;

import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.resilience4j.core.Registry;
import io.github.resiliencestarter.failure.InstanceConfigurations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Registry of one kind of engine: the common operations of Resilience4j's registries,
 * which have different names there.
 *
 * @param registry registry
 * @param engines returns its engines
 * @param name reads the name of an engine
 * @param configuration reads the configuration of an engine
 * @param maker creates an engine if it does not exist
 * @param succession gives an engine another configuration
 * @param <E> engine
 * @param <C> configuration
 */
record EngineRegistry<E, C>(Registry<E, C> registry, Supplier<? extends Collection<E>> engines,
		Function<E, String> name, Function<E, C> configuration, BiConsumer<String, C> maker,
		Succession<E, C> succession) {

	private static final Log logger = LogFactory.getLog(EngineRegistry.class);

	/**
	 * Create an engine if it does not exist.
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
	 * Change the configuration of an engine.
	 * @return the engine that calls use from now on
	 */
	E change(E engine, C to) {
		String name = this.name.apply(engine);
		try {
			E successor = this.succession.succeed(engine, forInstance(name, to));
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

	/**
	 * Returns the configuration from which that of an engine was derived, if it was.
	 */
	C origin(E engine) {
		C configuration = this.configuration.apply(engine);
		InstanceConfigurations<C> derived = derived();
		return (derived != null) ? derived.origin(configuration) : configuration;
	}

	private C forInstance(String name, C configuration) {
		InstanceConfigurations<C> derived = derived();
		return (derived != null) ? derived.forInstance(name, configuration) : configuration;
	}

	@SuppressWarnings("unchecked")
	private @Nullable InstanceConfigurations<C> derived() {
		return (this.registry instanceof InstanceConfigurations<?> derived) ? (InstanceConfigurations<C>) derived
				: null;
	}

}
