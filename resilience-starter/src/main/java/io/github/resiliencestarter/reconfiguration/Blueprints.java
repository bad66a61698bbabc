package io.github.resiliencestarter.reconfiguration;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * All that the properties of one kind of engine say, at one moment.
 *
 * @param configurations named configurations, {@code default} always among them
 * @param instances instances that have settings of their own
 * @param <C> configuration
 */
record Blueprints<C>(Map<String, Blueprint<C>> configurations, Map<String, Blueprint<C>> instances) {

	static final String DEFAULT = "default";

	/**
	 * Find what an instance has to be made after.
	 * @param instance the name of the instance
	 * @param configuration the name of the configuration that it had been made after, or
	 * {@code null} if it had settings of its own
	 * @param namesInherit whether an instance inherits the configuration of its own name
	 * @return its own blueprint, or else that of the configuration, or else the default
	 */
	Blueprint<C> find(String instance, @Nullable String configuration, boolean namesInherit) {
		Blueprint<C> own = this.instances.get(instance);
		if (own != null) {
			return own;
		}
		String name = (configuration == null && namesInherit) ? instance : configuration;
		Blueprint<C> inherited = (name != null) ? this.configurations.get(name) : null;
		return (inherited != null) ? inherited : Objects.requireNonNull(this.configurations.get(DEFAULT));
	}

}
