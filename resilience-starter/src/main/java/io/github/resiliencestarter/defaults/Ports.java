package io.github.resiliencestarter.defaults;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;

import org.jspecify.annotations.Nullable;

/**
 * Ports that the application is configured to listen on. A value that is not a number
 * leads to a {@link BindException}, for which Spring Boot reports the key, the value and
 * the line.
 */
final class Ports {

	private static final int DEFAULT = 8080;

	private final Binder binder;

	Ports(ConfigurableEnvironment environment) {
		this.binder = new Binder(ConfigurationPropertySources.from(environment.getPropertySources()),
				new PropertySourcesPlaceholdersResolver(environment));
	}

	int server() {
		return port("server.port").orElse(DEFAULT);
	}

	/**
	 * Return the port of the actuator.
	 * @return the port, or {@code null} if it is not set
	 */
	@Nullable Integer management() {
		return port("management.server.port").orElse(null);
	}

	private BindResult<Integer> port(String key) {
		return this.binder.bind(key, Integer.class);
	}

}
