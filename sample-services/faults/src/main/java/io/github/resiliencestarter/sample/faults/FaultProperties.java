package io.github.resiliencestarter.sample.faults;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Properties of the injected faults.
 *
 * @param token secret that requests must send to change the fault. Without it, fault
 * injection is disabled.
 */
@ConfigurationProperties("sample.faults")
record FaultProperties(String token) {

	FaultProperties {
		if (!StringUtils.hasText(token)) {
			throw new InvalidConfigurationPropertyValueException("sample.faults.token", token,
					"must not be blank; remove it to disable fault injection");
		}
	}

}
