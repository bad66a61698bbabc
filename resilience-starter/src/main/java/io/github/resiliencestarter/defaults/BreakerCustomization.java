package io.github.resiliencestarter.defaults;

import java.util.HashMap;
import java.util.Map;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.circuitbreaker.configuration.CommonCircuitBreakerConfigurationProperties.InstanceProperties;
import io.github.resilience4j.core.IntervalFunction;
import org.jspecify.annotations.Nullable;

/**
 * Settings that a customizer of a circuit breaker's configuration changes. They are found
 * by customizing two different configurations: values that are equal afterwards have been
 * set by the customizer.
 *
 * @param openWait whether it sets the wait in the open state
 * @param windowSize whether it sets the size of the window
 * @param windowType the type of the window that it sets, or {@code null} if it sets none
 */
record BreakerCustomization(boolean openWait, boolean windowSize, @Nullable SlidingWindowType windowType) {

	private static final BreakerCustomization NONE = new BreakerCustomization(false, false, null);

	private static final IntervalFunction UNTOUCHED = IntervalFunction.of(1);

	static BreakerCustomization of(CircuitBreakerConfigCustomizer customizer) {
		try {
			CircuitBreakerConfig one = customized(customizer, SlidingWindowType.COUNT_BASED, 1);
			CircuitBreakerConfig other = customized(customizer, SlidingWindowType.TIME_BASED, 2);
			return new BreakerCustomization(one.getWaitIntervalFunctionInOpenState() != UNTOUCHED,
					one.getSlidingWindowSize() == other.getSlidingWindowSize(),
					(one.getSlidingWindowType() == other.getSlidingWindowType()) ? one.getSlidingWindowType() : null);
		}
		catch (RuntimeException ex) {
			// The customizer will fail again in Resilience4j, which reports it
			return NONE;
		}
	}

	boolean setsWindow() {
		return this.windowSize || this.windowType != null;
	}

	Map<Setting<InstanceProperties, ?>, Object> settings() {
		Map<Setting<InstanceProperties, ?>, Object> settings = new HashMap<>();
		if (this.openWait) {
			settings.put(BreakerSettings.WAIT, true);
		}
		if (this.windowSize) {
			settings.put(BreakerSettings.WINDOW_SIZE, true);
		}
		if (this.windowType != null) {
			settings.put(BreakerSettings.WINDOW_TYPE, this.windowType);
		}
		return settings;
	}

	private static CircuitBreakerConfig customized(CircuitBreakerConfigCustomizer customizer, SlidingWindowType type,
			int size) {
		CircuitBreakerConfig base = CircuitBreakerConfig.custom()
			.waitIntervalFunctionInOpenState(UNTOUCHED)
			.slidingWindowType(type)
			.slidingWindowSize(size)
			.build();
		CircuitBreakerConfig.Builder builder = CircuitBreakerConfig.from(base);
		customizer.customize(builder);
		return builder.build();
	}

}
