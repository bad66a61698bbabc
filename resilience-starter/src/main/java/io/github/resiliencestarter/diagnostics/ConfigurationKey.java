package io.github.resiliencestarter.diagnostics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import org.jspecify.annotations.Nullable;

/**
 * Configured key, in the source with the highest precedence.
 *
 * @param name the key
 * @param source the source
 * @param value its value, with unresolved placeholders
 * @param origin the line, or {@code null} if it is unknown
 */
record ConfigurationKey(ConfigurationPropertyName name, ConfigurationPropertySource source, Object value,
		@Nullable Origin origin) {

	private static final String OUR_DEFAULTS = "resilience-defaults.properties";

	/**
	 * Return all keys below a root, except our own defaults and keys in sources that
	 * cannot list them.
	 * @param environment the environment
	 * @param root the first element of the keys
	 * @return the keys, each spelling once
	 */
	static List<ConfigurationKey> below(Environment environment, String root) {
		ConfigurationPropertyName ancestor = ConfigurationPropertyName.of(root);
		Map<List<String>, ConfigurationKey> keys = new LinkedHashMap<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream().filter(ancestor::isAncestorOf).forEach((name) -> {
					ConfigurationProperty property = source.getConfigurationProperty(name);
					if (property != null && !isOurDefault(property.getOrigin())) {
						ConfigurationKey key = new ConfigurationKey(name, source, property.getValue(),
								property.getOrigin());
						keys.putIfAbsent(key.written(), key);
					}
				});
			}
		}
		return new ArrayList<>(keys.values());
	}

	private static boolean isOurDefault(@Nullable Origin origin) {
		return origin instanceof PropertySourceOrigin written && written.getOrigin() instanceof TextResourceOrigin line
				&& line.getResource() != null && OUR_DEFAULTS.equals(line.getResource().getFilename());
	}

	/**
	 * Return whether this is an environment variable, whose name does not show where an
	 * element ends, and which may be meant for another program.
	 */
	boolean isEnvironmentVariable() {
		return this.source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
	}

	/**
	 * Return whether it is empty, like an empty map in a YAML file.
	 */
	boolean isEmpty() {
		return "".equals(this.value);
	}

	/**
	 * Return the elements of the key in their original form, without trailing indexes.
	 */
	List<String> elements() {
		int size = this.name.getNumberOfElements();
		while (size > 0 && this.name.isNumericIndex(size - 1)) {
			size--;
		}
		return written().subList(0, size);
	}

	private List<String> written() {
		return IntStream.range(0, this.name.getNumberOfElements())
			.mapToObj((index) -> this.name.getElement(index, Form.ORIGINAL))
			.toList();
	}

	/**
	 * Return the key in its original form, with its line if that is known.
	 */
	String where() {
		if (!(this.origin instanceof PropertySourceOrigin written)) {
			return this.name.toString();
		}
		return (written.getOrigin() instanceof TextResourceOrigin)
				? written.getPropertyName() + ", " + written.getOrigin() : written.getPropertyName();
	}

}
