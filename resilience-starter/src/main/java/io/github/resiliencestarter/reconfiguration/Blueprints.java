package io.github.resiliencestarter.reconfiguration;

import java.util.Map;
import java.util.Objects;

import io.github.resiliencestarter.engines.BaseConfigurations;
import org.jspecify.annotations.Nullable;

/**
 * All properties of one kind of engine at one point in time.
 *
 * @param configurations the named configurations, including {@code default}
 * @param instances the instances with their own settings
 * @param <C> configuration
 */
record Blueprints<C>(Map<String, Blueprint<C>> configurations, Map<String, Blueprint<C>> instances) {

	/**
	 * Find the blueprint of an instance.
	 * @param instance the name of the instance
	 * @param configuration the name of the configuration from which it was created, or
	 * {@code null} if it had its own settings
	 * @param namesInherit whether an instance inherits the configuration of its own name
	 * @return its own blueprint, that of the configuration, or the default, in this order
	 */
	Blueprint<C> find(String instance, @Nullable String configuration, boolean namesInherit) {
		Blueprint<C> own = this.instances.get(instance);
		if (own != null) {
			return own;
		}
		String name = (configuration == null && namesInherit) ? instance : configuration;
		Blueprint<C> inherited = (name != null) ? this.configurations.get(name) : null;
		return (inherited != null) ? inherited
				: Objects.requireNonNull(this.configurations.get(BaseConfigurations.DEFAULT));
	}

}
