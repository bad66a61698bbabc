package io.github.resiliencestarter.control;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Overrides for the fleet through Consul's KV store.
 *
 * @param enabled Whether this instance obeys the overrides in Consul's KV store.
 * @param prefix Prefix of the keys of overrides, which ends with a slash.
 * @param cacheDirectory Directory that keeps the overrides, so that they are in force
 * after a restart while Consul is down. By default, that of the instance lists,
 * resilience.discovery.cache-directory; without either, overrides are not kept.
 */
@ConfigurationProperties(ControlProperties.PREFIX)
record ControlProperties(@DefaultValue("false") boolean enabled, @DefaultValue("resilience/overrides/") String prefix,
		@Nullable Path cacheDirectory) {

	static final String PREFIX = "resilience.control";

	ControlProperties {
		if (!prefix.matches("[A-Za-z0-9._-][A-Za-z0-9._/-]*/") || prefix.contains("//")) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + ".prefix", prefix,
					"must end with a slash and not begin with one, such as resilience/overrides/; "
							+ "letters, digits, dots, dashes and underscores are allowed in between");
		}
	}

}
