package io.github.resiliencestarter.diagnostics;

import java.time.Duration;

import io.github.resiliencestarter.targets.TargetSettings;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Times that calls to other services may take, as they are configured.
 */
final class ClientTimes {

	private static final String CLIENT = "resilience.client";

	private static final Duration TIMEOUT = Duration.ofSeconds(15);

	private static final Duration MAX_DEADLINE = Duration.ofSeconds(60);

	private final Binder binder;

	ClientTimes(Environment environment) {
		this.binder = Binder.get(environment);
	}

	/**
	 * Return the time that a call to a target may take.
	 */
	Duration timeout(String target) {
		String key = TargetSettings.key(CLIENT, target) + ".timeout";
		Duration general = duration(CLIENT + ".timeout", TIMEOUT);
		return ConfigurationPropertyName.isValid(key) ? duration(key, general) : general;
	}

	/**
	 * Return the most time that an incoming request has.
	 */
	Duration maxDeadline() {
		return duration("resilience.deadline.max-timeout", MAX_DEADLINE);
	}

	/**
	 * Return a duration.
	 * @param key the key
	 * @param otherwise what it is if the key is not set, or is one that Spring Boot will
	 * report
	 */
	Duration duration(String key, Duration otherwise) {
		try {
			return this.binder.bind(key, Duration.class).orElse(otherwise);
		}
		catch (RuntimeException ex) {
			return otherwise;
		}
	}

}
