package io.github.resiliencestarter.deadline;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Deadlines of incoming requests.
 *
 * @param enabled Whether incoming requests get a deadline.
 * @param header Header with the milliseconds until the caller gives up, read from
 * incoming requests and sent with outbound ones.
 * @param receive Whether the header of incoming requests is read. If not, each has the
 * default timeout, and no response says that a dependency failed: for services that
 * everybody can call.
 * @param sendTo Targets that receive the header: those whose instances a load balancer
 * chooses, all, or none.
 * @param defaultTimeout Time that a request has if its caller does not send the header.
 * @param maxTimeout Maximum time that a request has, regardless of what its caller sends.
 */
@ConfigurationProperties("resilience.deadline")
public record DeadlineProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("X-Request-Timeout-Ms") String header, @DefaultValue("true") boolean receive,
		@DefaultValue("discovered") DeadlineRecipients sendTo, @DefaultValue("30s") Duration defaultTimeout,
		@DefaultValue("60s") Duration maxTimeout) {

	public DeadlineProperties {
		if (!StringUtils.hasText(header)) {
			throw new InvalidConfigurationPropertyValueException("resilience.deadline.header", header,
					"must be the name of a header");
		}
		positive("resilience.deadline.default-timeout", defaultTimeout);
		positive("resilience.deadline.max-timeout", maxTimeout);
		if (defaultTimeout.compareTo(maxTimeout) > 0) {
			throw new InvalidConfigurationPropertyValueException("resilience.deadline.default-timeout", defaultTimeout,
					"must not be longer than resilience.deadline.max-timeout, which is " + maxTimeout);
		}
	}

	private static void positive(String key, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new InvalidConfigurationPropertyValueException(key, value, "must be longer than zero");
		}
	}

}
