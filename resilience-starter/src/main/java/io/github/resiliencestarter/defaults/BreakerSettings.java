package io.github.resiliencestarter.defaults;

import java.time.Duration;
import java.util.List;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.common.circuitbreaker.configuration.CommonCircuitBreakerConfigurationProperties.InstanceProperties;
import io.github.resilience4j.core.IntervalFunction;

/**
 * Settings of a circuit breaker that can contradict the defaults of other settings.
 * <table>
 * <caption>Settings of the user and the defaults that yield to them</caption>
 * <tr>
 * <td>the size of the window, or a count-based window</td>
 * <td>type, size and minimum number of calls: a size of 100 means calls, not seconds</td>
 * </tr>
 * <tr>
 * <td>the wait in the open state</td>
 * <td>exponential backoff and the maximum wait</td>
 * </tr>
 * <tr>
 * <td>a randomized wait</td>
 * <td>exponential backoff: Resilience4j allows only one of the two</td>
 * </tr>
 * </table>
 */
final class BreakerSettings {

	static final Setting<InstanceProperties, SlidingWindowType> WINDOW_TYPE = new Setting<>("sliding-window-type",
			InstanceProperties::getSlidingWindowType, InstanceProperties::setSlidingWindowType,
			CircuitBreakerConfig.DEFAULT_SLIDING_WINDOW_TYPE);

	static final Setting<InstanceProperties, Integer> WINDOW_SIZE = new Setting<>("sliding-window-size",
			InstanceProperties::getSlidingWindowSize, InstanceProperties::setSlidingWindowSize,
			CircuitBreakerConfig.DEFAULT_SLIDING_WINDOW_SIZE);

	private static final Setting<InstanceProperties, Integer> MINIMUM = new Setting<>("minimum-number-of-calls",
			InstanceProperties::getMinimumNumberOfCalls, InstanceProperties::setMinimumNumberOfCalls,
			CircuitBreakerConfig.DEFAULT_MINIMUM_NUMBER_OF_CALLS);

	static final Setting<InstanceProperties, Duration> WAIT = new Setting<>("wait-duration-in-open-state",
			InstanceProperties::getWaitDurationInOpenState, InstanceProperties::setWaitDurationInOpenState,
			Duration.ofSeconds(CircuitBreakerConfig.DEFAULT_WAIT_DURATION_IN_OPEN_STATE));

	private static final Setting<InstanceProperties, Boolean> GROWS = new Setting<>("enable-exponential-backoff",
			InstanceProperties::getEnableExponentialBackoff, InstanceProperties::setEnableExponentialBackoff, false);

	private static final Setting<InstanceProperties, Double> MULTIPLIER = new Setting<>(
			"exponential-backoff-multiplier", InstanceProperties::getExponentialBackoffMultiplier,
			InstanceProperties::setExponentialBackoffMultiplier, IntervalFunction.DEFAULT_MULTIPLIER);

	private static final Setting<InstanceProperties, Duration> LONGEST = new Setting<>(
			"exponential-max-wait-duration-in-open-state", InstanceProperties::getExponentialMaxWaitDurationInOpenState,
			InstanceProperties::setExponentialMaxWaitDurationInOpenState, RetrySettings.NO_BOUND);

	private static final Setting<InstanceProperties, Boolean> VARIES = new Setting<>("enable-randomized-wait",
			InstanceProperties::getEnableRandomizedWait, InstanceProperties::setEnableRandomizedWait, false);

	private static final Setting<InstanceProperties, Double> FACTOR = new Setting<>("randomized-wait-factor",
			InstanceProperties::getRandomizedWaitFactor, InstanceProperties::setRandomizedWaitFactor,
			IntervalFunction.DEFAULT_RANDOMIZATION_FACTOR);

	private static final SettingGroup<InstanceProperties> WINDOW = new SettingGroup<>(
			List.of(WINDOW_TYPE, WINDOW_SIZE, MINIMUM), false, BreakerSettings::windowContradictedAt);

	private static final SettingGroup<InstanceProperties> OPEN_WAIT = new SettingGroup<>(
			List.of(WAIT, GROWS, MULTIPLIER, LONGEST, VARIES, FACTOR), true, BreakerSettings::waitContradictedAt);

	static final List<SettingGroup<InstanceProperties>> GROUPS = List.of(WINDOW, OPEN_WAIT);

	private BreakerSettings() {
	}

	/**
	 * Return a copy of properties without the wait in the open state, which cannot be
	 * unset.
	 */
	static InstanceProperties withoutWait(InstanceProperties properties) {
		return PropertiesCopy.of(properties, new InstanceProperties(), "waitDurationInOpenState");
	}

	private static List<Setting<InstanceProperties, ?>> windowContradictedAt(Level<InstanceProperties> level) {
		boolean set = level.isUsers(WINDOW_SIZE) || level.isUsers(WINDOW_TYPE);
		return (set && level.users(WINDOW_TYPE) != SlidingWindowType.TIME_BASED) ? WINDOW.settings() : List.of();
	}

	private static List<Setting<InstanceProperties, ?>> waitContradictedAt(Level<InstanceProperties> level) {
		if (level.isUsers(WAIT)) {
			return OPEN_WAIT.settings();
		}
		boolean varies = level.isUsers(VARIES) && Boolean.TRUE.equals(level.users(VARIES));
		return varies ? List.of(GROWS, MULTIPLIER, LONGEST) : List.of();
	}

}
