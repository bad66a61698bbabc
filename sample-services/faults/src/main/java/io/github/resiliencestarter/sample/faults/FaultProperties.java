package io.github.resiliencestarter.sample.faults;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Properties of the injected faults.
 *
 * @param token secret that a request to change the fault has to present. Without it there
 * are no faults to inject.
 */
@ConfigurationProperties("sample.faults")
record FaultProperties(String token) {

	FaultProperties {
		if (!StringUtils.hasText(token)) {
			throw new InvalidConfigurationPropertyValueException("sample.faults.token", token,
					"It must not be blank; leave it out for a service without fault injection.");
		}
	}

}
