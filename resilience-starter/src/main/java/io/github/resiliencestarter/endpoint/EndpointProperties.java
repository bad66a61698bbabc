package io.github.resiliencestarter.endpoint;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Actuator endpoint of the starter.
 *
 * @param showValues When to show the values of settings.
 * @param roles Roles that may see the values of settings when-authorized; if empty, all
 * authenticated users may.
 */
@ConfigurationProperties(EndpointProperties.PREFIX)
record EndpointProperties(@DefaultValue("always") Show showValues, @DefaultValue Set<String> roles) {

	static final String PREFIX = "resilience.endpoint";

	EndpointProperties {
		roles = Set.copyOf(roles);
	}

}
