package io.github.resiliencestarter.diagnostics;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties;
import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties.InstanceProperties;
import io.github.resilience4j.retry.RetryConfig;

import org.springframework.util.StringUtils;

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

	private static final InstanceProperties NONE = new InstanceProperties();

	private static final Duration FOREVER = Duration.ofDays(365);

	/**
	 * Return the waits of an instance.
	 * @return the waits, or {@code null} if a function of the user determines them
	 */
	static @Nullable RetryWaits of(CommonRetryConfigurationProperties properties, String name, RetryConfig config) {
		InstanceProperties own = properties.getInstances().getOrDefault(name, NONE);
		String base = StringUtils.hasText(own.getBaseConfig()) ? own.getBaseConfig() : "default";
		InstanceProperties inherited = properties.getConfigs().getOrDefault(base, NONE);
		if (own.getIntervalBiFunction() != null || inherited.getIntervalBiFunction() != null) {
			return null;
		}
		boolean grows = first(own.getEnableExponentialBackoff(), inherited.getEnableExponentialBackoff(), false);
		boolean varies = first(own.getEnableRandomizedWait(), inherited.getEnableRandomizedWait(), false);
		return new RetryWaits(config.getMaxAttempts(),
				first(own.getWaitDuration(), inherited.getWaitDuration(), Duration.ofMillis(500)),
				grows ? first(own.getExponentialBackoffMultiplier(), inherited.getExponentialBackoffMultiplier(), 1.5)
						: 1,
				first(own.getExponentialMaxWaitDuration(), inherited.getExponentialMaxWaitDuration(), FOREVER),
				varies ? first(own.getRandomizedWaitFactor(), inherited.getRandomizedWaitFactor(), 0.5) : 0);
	}

	private static <T> T first(@Nullable T own, @Nullable T inherited, T otherwise) {
		return Stream.of(own, inherited).filter(Objects::nonNull).findFirst().orElse(otherwise);
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
