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
 * for one target under {@code resilience.client.targets.<name>}. Hedging can only be
 * enabled there.
 *
 * @param enabled Whether calls to other services are protected.
 * @param timeout Time that a call may take with all its attempts, unless the deadline of
 * the request is earlier.
 * @param attemptTimeout Time that one attempt of a call may take.
 * @param adaptiveLimit Whether attempts to an overloaded target are limited to what it
 * can handle.
 * @param probeOnRecovery Whether the open circuit breaker of a target probes immediately
 * when instances of the target are new or pass their checks again.
 * @param maxTargets Maximum number of targets whose calls are protected.
 * @param retryBudget Budget for retries to one target.
 * @param targets Settings of single targets, by name; everything that is not set for a
 * target is inherited from the settings for all. In addition, hedge.after is the time
 * after which a request without a response is sent to a second instance, such as p95 or
 * 80ms.
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
					"must be at least 1; to disable protection, set resilience.client.enabled=false");
		}
		// Fails at startup instead of on the first call
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
