package io.github.resiliencestarter.defaults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/**
 * Loads the defaults that are the same for every application. Each value has its line in
 * the file as its origin, so that a failure analysis can show it.
 */
final class ProductionDefaults {

	static final String LOCATION = "resilience-defaults.properties";

	private static final ClassPathResource RESOURCE = new ClassPathResource(LOCATION, ProductionDefaults.class);

	private ProductionDefaults() {
	}

	/**
	 * Return whether a production default is in effect for a key.
	 */
	static boolean isInEffect(ConfigurableEnvironment environment, String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.from(environment.getPropertySources())) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				Origin origin = property.getOrigin();
				Origin line = (origin instanceof PropertySourceOrigin ofSource) ? ofSource.getOrigin() : origin;
				return line instanceof TextResourceOrigin text && RESOURCE.equals(text.getResource());
			}
		}
		return false;
	}

	static Map<String, Object> load() {
		Map<String, Object> defaults = new LinkedHashMap<>();
		try {
			for (PropertySource<?> source : new PropertiesPropertySourceLoader().load(LOCATION, RESOURCE)) {
				defaults.putAll(((MapPropertySource) source).getSource());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return defaults;
	}

}
