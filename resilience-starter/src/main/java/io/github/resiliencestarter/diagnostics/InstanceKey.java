package io.github.resiliencestarter.diagnostics;

import java.util.List;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

import org.jspecify.annotations.Nullable;

/**
 * Instance or shared configuration of Resilience4j in a key.
 *
 * @param name its name
 * @param shared whether it is a configuration that instances share
 */
record InstanceKey(String name, boolean shared) {

	private static final int LENGTH = 5;

	/**
	 * Read a key.
	 * @param key the key
	 * @param group the kind of instances
	 * @param property the property
	 * @return the instance, or {@code null} if the key is a different one
	 */
	static @Nullable InstanceKey of(ConfigurationKey key, String group, String property) {
		List<String> elements = key.elements();
		if (elements.size() != LENGTH || !elements.get(1).equals(group)
				|| !DataObjectPropertyName.toDashedForm(elements.get(LENGTH - 1)).equals(property)) {
			return null;
		}
		return new InstanceKey(elements.get(LENGTH - 2), elements.get(2).equals("configs"));
	}

}
