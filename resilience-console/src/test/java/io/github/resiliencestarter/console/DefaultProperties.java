package io.github.resiliencestarter.console;

import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Properties of a console that is not configured.
 */
final class DefaultProperties {

	private DefaultProperties() {
	}

	static ConsoleProperties get() {
		return new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate(ConsoleProperties.PREFIX,
				ConsoleProperties.class);
	}

}
