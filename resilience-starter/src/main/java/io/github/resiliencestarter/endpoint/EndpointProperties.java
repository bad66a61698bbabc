package io.github.resiliencestarter.endpoint;

import java.time.Duration;
import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Actuator endpoint of the starter.
 *
 * @param showValues When to show the values of settings.
 * @param roles Roles that may see the values of settings when-authorized; if empty, all
 * authenticated users may.
 * @param write Changes for break-glass.
 */
@ConfigurationProperties(EndpointProperties.PREFIX)
record EndpointProperties(@DefaultValue("always") Show showValues, @DefaultValue Set<String> roles,
		@DefaultValue Write write) {

	static final String PREFIX = "resilience.endpoint";

	EndpointProperties {
		roles = Set.copyOf(roles);
	}

	/**
	 * Changes for break-glass.
	 *
	 * @param enabled Whether the endpoint may change circuit breakers and instances.
	 * @param maxExpiry Maximum time that a change may be in force.
	 */
	record Write(@DefaultValue("false") boolean enabled, @DefaultValue("24h") Duration maxExpiry) {

		Write {
			if (maxExpiry.compareTo(Duration.ofSeconds(1)) < 0 || maxExpiry.compareTo(Duration.ofDays(7)) > 0) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + ".write.max-expiry", maxExpiry,
						"must be from 1s to 7d");
			}
		}

	}

}
