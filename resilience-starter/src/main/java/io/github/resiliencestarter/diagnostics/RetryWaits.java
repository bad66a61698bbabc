package io.github.resiliencestarter.diagnostics;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties;
import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties.InstanceProperties;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resiliencestarter.engines.BaseConfigurations;

import org.jspecify.annotations.Nullable;

/**
 * Waits between the attempts of a retry.
 *
 * @param attempts the number of attempts
 * @param first the mean of the first wait
 * @param multiplier the factor between the means of consecutive waits
 * @param max the longest mean
 * @param jitter the maximum deviation of a wait from its mean, as a share of the mean
 */
record RetryWaits(int attempts, Duration first, double multiplier, Duration max, double jitter) {

	private static final Duration FOREVER = Duration.ofDays(365);

	/**
	 * Return the waits of an instance.
	 * @return the waits, or {@code null} if a function of the user determines them
	 */
	static @Nullable RetryWaits of(CommonRetryConfigurationProperties properties, String name, RetryConfig config) {
		List<InstanceProperties> lineage = BaseConfigurations.ofRetries(properties.getConfigs())
			.lineage(name, properties.getInstances().get(name));
		if (first(lineage, InstanceProperties::getIntervalBiFunction).isPresent()) {
			return null;
		}
		boolean grows = first(lineage, InstanceProperties::getEnableExponentialBackoff).orElse(false);
		boolean varies = first(lineage, InstanceProperties::getEnableRandomizedWait).orElse(false);
		return new RetryWaits(config.getMaxAttempts(),
				first(lineage, InstanceProperties::getWaitDuration).orElse(Duration.ofMillis(500)),
				grows ? first(lineage, InstanceProperties::getExponentialBackoffMultiplier).orElse(1.5) : 1,
				first(lineage, InstanceProperties::getExponentialMaxWaitDuration).orElse(FOREVER),
				varies ? first(lineage, InstanceProperties::getRandomizedWaitFactor).orElse(0.5) : 0);
	}

	private static <T> Optional<T> first(List<InstanceProperties> lineage,
			Function<InstanceProperties, @Nullable T> setting) {
		return lineage.stream().map(setting).filter(Objects::nonNull).findFirst();
	}

	/**
	 * Return the mean of the first wait.
	 */
	Duration meanOfFirst() {
		return this.attempts > 1 ? shorter(this.first) : Duration.ZERO;
	}

	/**
	 * Return the shortest possible sum of all waits.
	 */
	Duration least() {
		double longest = this.max.toMillis();
		double mean = this.first.toMillis();
		double millis = 0;
		for (int wait = 1; wait < this.attempts; wait++) {
			mean = Math.min(mean, longest);
			millis += mean * (1 - this.jitter);
			mean *= this.multiplier;
		}
		return Duration.ofMillis((long) millis);
	}

	private Duration shorter(Duration wait) {
		return (wait.compareTo(this.max) < 0) ? wait : this.max;
	}

}
