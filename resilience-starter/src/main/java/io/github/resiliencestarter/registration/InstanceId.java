package io.github.resiliencestarter.registration;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * Instance ID that this application is configured with.
 */
final class InstanceId {

	private static final ConfigurationPropertyName NAME = ConfigurationPropertyName
		.of("spring.cloud.consul.discovery.instance-id");

	private static final String DEFAULTS = "resilience-defaults.properties";

	private InstanceId() {
	}

	/**
	 * Return whether the ID is set anywhere other than in the starter's own defaults.
	 * Spring Cloud generates one if it is empty.
	 */
	static boolean isSetByUser(ConfigurableEnvironment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.from(environment.getPropertySources())) {
			ConfigurationProperty property = source.getConfigurationProperty(NAME);
			if (property != null) {
				return StringUtils.hasText(String.valueOf(property.getValue()))
						&& !String.valueOf(property.getOrigin()).contains(DEFAULTS);
			}
		}
		return false;
	}

}
