package io.github.resiliencestarter.defaults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/**
 * Loader of the defaults that are the same for every application. The values know the
 * line of the file that they come from, so that a failure analysis can show it.
 */
final class ProductionDefaults {

	static final String LOCATION = "resilience-defaults.properties";

	private ProductionDefaults() {
	}

	static Map<String, Object> load() {
		Map<String, Object> defaults = new LinkedHashMap<>();
		try {
			ClassPathResource resource = new ClassPathResource(LOCATION, ProductionDefaults.class);
			for (PropertySource<?> source : new PropertiesPropertySourceLoader().load(LOCATION, resource)) {
				defaults.putAll(((MapPropertySource) source).getSource());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return defaults;
	}

}
