package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.Map;

import io.github.resiliencestarter.targets.TargetSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Guarded calls to other services.
 * <p>
 * Each of timeout, attempt-timeout, adaptive-limit, retry-budget and enabled can be set
 * for one target under {@code resilience.client.targets.<name>}.
 *
 * @param enabled Whether calls to other services are guarded.
 * @param timeout Time that a call may take with all its attempts, if the request that it
 * is part of leaves it as much.
 * @param attemptTimeout Time that one attempt of a call may take.
 * @param adaptiveLimit Whether fewer attempts are let through to a target while half of
 * them time out, so that it can keep up with the rest.
 * @param probeOnRecovery Whether the open circuit breaker of a target probes at once when
 * instances of the target are new or pass their checks again.
 * @param maxTargets Number of targets whose calls are guarded.
 * @param retryBudget Retries that are allowed to one target.
 * @param targets Settings of single targets, by name; what is not set for a target is
 * taken from the settings for all.
 */
@ConfigurationProperties(ClientProperties.PREFIX)
public record ClientProperties(@DefaultValue("true") boolean enabled, @DefaultValue("15s") Duration timeout,
		@DefaultValue("5s") Duration attemptTimeout, @DefaultValue("true") boolean adaptiveLimit,
		@DefaultValue("true") boolean probeOnRecovery, @DefaultValue("200") int maxTargets,
		@NestedConfigurationProperty @DefaultValue RetryBudgetSettings retryBudget,
		@DefaultValue Map<String, ClientTargetProperties> targets) {

	static final String PREFIX = "resilience.client";

	public ClientProperties {
		targets = Map.copyOf(targets);
		checkTimeouts(PREFIX, timeout, attemptTimeout);
		if (maxTargets < 1) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + ".max-targets", maxTargets,
					"must be at least 1; to switch guarding off set resilience.client.enabled=false");
		}
		// A wrong value is not left for the first call to find
		GuardSettings forAll = new GuardSettings(true, timeout, attemptTimeout, adaptiveLimit, retryBudget);
		targets.forEach((name, target) -> target.applyTo(TargetSettings.key(PREFIX, name), forAll));
	}

	static void checkTimeouts(String prefix, Duration timeout, Duration attemptTimeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".timeout", timeout,
					"must be longer than zero");
		}
		if (attemptTimeout.isNegative() || attemptTimeout.isZero()) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".attempt-timeout", attemptTimeout,
					"must be longer than zero");
		}
		if (attemptTimeout.compareTo(timeout) > 0) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".attempt-timeout", attemptTimeout,
					"must not be longer than " + prefix + ".timeout, the time of all attempts, which is " + timeout);
		}
	}

	GuardSettings settings() {
		return new GuardSettings(true, this.timeout, this.attemptTimeout, this.adaptiveLimit, this.retryBudget);
	}

}
