package io.github.resiliencestarter.reconfiguration;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * {@linkplain ReconfigurationLayer Layers} of an environment. Changed by one thread at a
 * time.
 *
 * @param environment the environment
 */
record Layers(ConfigurableEnvironment environment) {

	private static final String OURS = "resilience.";

	/**
	 * Returns the properties of a layer.
	 */
	Map<String, Object> get(ReconfigurationLayer layer) {
		PropertySource<?> source = this.environment.getPropertySources().get(layer.propertySource());
		return (source instanceof MapPropertySource map) ? map.getSource() : Map.of();
	}

	/**
	 * Replaces the properties of a layer; an empty map removes it.
	 */
	void set(ReconfigurationLayer layer, Map<String, ?> properties) {
		set(this.environment.getPropertySources(), layer, properties);
	}

	/**
	 * Returns the environment as it would be with other properties in a layer.
	 */
	Environment with(ReconfigurationLayer layer, Map<String, ?> properties) {
		Copy copy = new Copy();
		this.environment.getPropertySources()
			.stream()
			.filter((source) -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
			.forEach(copy.getPropertySources()::addLast);
		set(copy.getPropertySources(), layer, properties);
		ConfigurationPropertySources.attach(copy);
		return copy;
	}

	/**
	 * Returns what a layer contains while only Resilience4j's properties are those of
	 * another content: others may be read at the same time.
	 */
	static Map<String, Object> withEnginesOf(Map<String, ?> current, Map<String, ?> candidate) {
		Map<String, Object> mixed = new HashMap<>();
		current.forEach((key, value) -> {
			if (isOurs(key)) {
				mixed.put(key, value);
			}
		});
		candidate.forEach((key, value) -> {
			if (!isOurs(key)) {
				mixed.put(key, value);
			}
		});
		return mixed;
	}

	private static boolean isOurs(String key) {
		return key.toLowerCase(Locale.ROOT).startsWith(OURS);
	}

	private static void set(MutablePropertySources sources, ReconfigurationLayer layer, Map<String, ?> properties) {
		String name = layer.propertySource();
		if (properties.isEmpty()) {
			sources.remove(name);
			return;
		}
		PropertySource<?> source = new MapPropertySource(name, new HashMap<>(properties));
		String above = above(sources, layer);
		if (sources.contains(name)) {
			sources.replace(name, source);
		}
		else if (above != null) {
			sources.addAfter(above, source);
		}
		else {
			sources.addFirst(source);
		}
	}

	private static @Nullable String above(MutablePropertySources sources, ReconfigurationLayer layer) {
		String nearest = null;
		for (ReconfigurationLayer other : ReconfigurationLayer.values()) {
			if (nearest == null && other.compareTo(layer) > 0 && sources.contains(other.propertySource())) {
				nearest = other.propertySource();
			}
		}
		return nearest;
	}

	/**
	 * Environment with copied property sources.
	 */
	private static final class Copy extends AbstractEnvironment {

	}

}
