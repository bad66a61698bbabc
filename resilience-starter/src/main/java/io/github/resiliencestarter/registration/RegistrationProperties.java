package io.github.resiliencestarter.registration;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Registration of this application with Consul.
 *
 * @param checkInterval Time between two checks whether Consul's agent still knows the
 * registration; if not, the application re-registers.
 * @param drain Time that an application keeps serving after it has deregistered on
 * shutdown, so that its callers learn about it; 0 does not wait.
 */
@ConfigurationProperties(RegistrationProperties.PREFIX)
public record RegistrationProperties(@DefaultValue("2s") Duration checkInterval, @DefaultValue("2s") Duration drain) {

	static final String PREFIX = "resilience.discovery.registration";

	private static final Duration LONGEST_DRAIN = Duration.ofMinutes(5);

	public RegistrationProperties {
		if (checkInterval.isNegative() || checkInterval.isZero()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + ".check-interval", checkInterval,
					"must be longer than zero; to register only once, set " + PREFIX + ".enabled=false");
		}
		if (drain.isNegative() || drain.compareTo(LONGEST_DRAIN) > 0) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + ".drain", drain,
					"must be from 0 to 5m: Kubernetes kills after 30 s and systemd after 90 s unless told otherwise");
		}
	}

}
