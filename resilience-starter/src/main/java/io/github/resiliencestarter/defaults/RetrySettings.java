package io.github.resiliencestarter.defaults;

import java.time.Duration;
import java.util.List;

import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties.InstanceProperties;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.core.IntervalBiFunction;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.RetryConfig;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a retry that can contradict the defaults of other settings. If the user has
 * set a wait or an interval function, it is used unchanged: the defaults for backoff,
 * maximum wait and jitter do not apply.
 */
final class RetrySettings {

	/**
	 * Resilience4j has no value for an unlimited wait.
	 */
	static final Duration NO_BOUND = Duration.ofDays(365);

	// Recognized by its identity
	@SuppressWarnings("UnnecessaryLambda")
	private static final IntervalBiFunction<Object> UNTOUCHED = (attempt, result) -> 1L;

	static final Setting<InstanceProperties, Duration> WAIT = new Setting<>("wait-duration",
			InstanceProperties::getWaitDuration, InstanceProperties::setWaitDuration,
			Duration.ofMillis(RetryConfig.DEFAULT_WAIT_DURATION));

	private static final Setting<InstanceProperties, Boolean> GROWS = new Setting<>("enable-exponential-backoff",
			InstanceProperties::getEnableExponentialBackoff, InstanceProperties::setEnableExponentialBackoff, false);

	private static final Setting<InstanceProperties, Double> MULTIPLIER = new Setting<>(
			"exponential-backoff-multiplier", InstanceProperties::getExponentialBackoffMultiplier,
			InstanceProperties::setExponentialBackoffMultiplier, IntervalFunction.DEFAULT_MULTIPLIER);

	private static final Setting<InstanceProperties, Duration> LONGEST = new Setting<>("exponential-max-wait-duration",
			InstanceProperties::getExponentialMaxWaitDuration, InstanceProperties::setExponentialMaxWaitDuration,
			NO_BOUND);

	private static final Setting<InstanceProperties, Boolean> VARIES = new Setting<>("enable-randomized-wait",
			InstanceProperties::getEnableRandomizedWait, InstanceProperties::setEnableRandomizedWait, false);

	private static final Setting<InstanceProperties, Double> FACTOR = new Setting<>("randomized-wait-factor",
			InstanceProperties::getRandomizedWaitFactor, InstanceProperties::setRandomizedWaitFactor,
			IntervalFunction.DEFAULT_RANDOMIZATION_FACTOR);

	private static final Setting<InstanceProperties, Class<? extends IntervalBiFunction<Object>>> FUNCTION = new Setting<>(
			"interval-bi-function", InstanceProperties::getIntervalBiFunction,
			InstanceProperties::setIntervalBiFunction, null);

	private static final List<Setting<InstanceProperties, ?>> ALL = List.of(WAIT, GROWS, MULTIPLIER, LONGEST, VARIES,
			FACTOR, FUNCTION);

	static final List<SettingGroup<InstanceProperties>> GROUPS = List.of(new SettingGroup<>(ALL, true,
			(level) -> (level.isUsers(WAIT) || level.isUsers(FUNCTION)) ? ALL : List.of()));

	private RetrySettings() {
	}

	/**
	 * Return whether a customizer sets the waits.
	 */
	static boolean setsWait(RetryConfigCustomizer customizer) {
		try {
			RetryConfig.Builder<Object> builder = RetryConfig.custom().intervalBiFunction(UNTOUCHED);
			customizer.customize(builder);
			return builder.build().getIntervalBiFunction() != UNTOUCHED;
		}
		catch (RuntimeException ex) {
			// Resilience4j will run into it, too, and is the one to report it
			return false;
		}
	}

	/**
	 * Return a copy of properties that leaves the waits to a customizer.
	 */
	static InstanceProperties withoutWait(InstanceProperties properties) {
		return PropertiesCopy.of(properties, new WithoutWait(), "waitDuration");
	}

	/**
	 * Properties that have no wait, and pass none on that they inherit.
	 */
	private static final class WithoutWait extends InstanceProperties {

		@Override
		public @Nullable Duration getWaitDuration() {
			return null;
		}

	}

}
