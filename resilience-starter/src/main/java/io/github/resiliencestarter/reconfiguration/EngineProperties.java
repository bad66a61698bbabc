package io.github.resiliencestarter.reconfiguration;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.resiliencestarter.engines.BaseConfigurations;
import org.jspecify.annotations.Nullable;

/**
 * Resilience4j's properties of one kind of engine, and how to create configurations from
 * them.
 *
 * @param bean the properties bean that other components read
 * @param reader reads the properties from the environment, into a new object
 * @param prefix prefix of the keys
 * @param namesInherit whether an instance inherits the configuration of its own name
 * @param configs reads the named configurations
 * @param instances reads the instances
 * @param customized the names of the instances with a customizer
 * @param factory creates a configuration
 * @param <P> properties
 * @param <I> properties of one instance
 * @param <C> configuration
 */
record EngineProperties<P, I, C>(P bean, Supplier<P> reader, String prefix, boolean namesInherit,
		Function<P, Map<String, I>> configs, Function<P, Map<String, I>> instances, Set<String> customized,
		ConfigurationFactory<P, I, C> factory) {

	/**
	 * Create all configurations.
	 * @param properties the properties
	 * @return the configurations with their settings
	 * @throws RejectedPropertyException if one cannot be created
	 */
	Blueprints<C> blueprints(P properties) {
		Map<String, I> configs = this.configs.apply(properties);
		Map<String, Blueprint<C>> ofConfigs = new TreeMap<>();
		Map<String, Blueprint<C>> ofInstances = new TreeMap<>();
		Settings settings = Settings.of(configs, this.namesInherit);
		configs.forEach((name, own) -> ofConfigs.put(name, blueprint(properties, settings, name, own)));
		ofConfigs.computeIfAbsent(BaseConfigurations.DEFAULT, (name) -> blueprint(properties, settings, name, null));
		this.instances.apply(properties)
			.forEach((name, own) -> ofInstances.put(name, blueprint(properties, settings, name, own)));
		for (String name : this.customized) {
			if (!ofConfigs.containsKey(name)) {
				ofInstances.computeIfAbsent(name, (missing) -> blueprint(properties, settings, missing, null));
			}
		}
		return new Blueprints<>(ofConfigs, ofInstances);
	}

	/**
	 * Update the properties bean for its readers, such as a health indicator.
	 * @param changed the new properties
	 */
	void publish(P changed) {
		publish(this.configs.apply(this.bean), this.configs.apply(changed));
		publish(this.instances.apply(this.bean), this.instances.apply(changed));
	}

	private static <V> void publish(Map<String, V> values, Map<String, V> changed) {
		values.putAll(changed);
		values.keySet().retainAll(changed.keySet());
	}

	private Blueprint<C> blueprint(P properties, Settings settings, String name, @Nullable I own) {
		try {
			C configuration = this.factory.create(properties, name, own);
			return new Blueprint<>(settings.of(name, own), configuration);
		}
		catch (RuntimeException ex) {
			String kind = (own != null && own == settings.bases().configs().get(name)) ? ".configs." : ".instances.";
			throw new RejectedPropertyException(this.prefix + kind + name, ex);
		}
	}

	/**
	 * Factory of a configuration.
	 *
	 * @param <P> properties
	 * @param <I> properties of one instance
	 * @param <C> configuration
	 */
	@FunctionalInterface
	interface ConfigurationFactory<P, I, C> {

		C create(P properties, String name, @Nullable I own);

	}

}
