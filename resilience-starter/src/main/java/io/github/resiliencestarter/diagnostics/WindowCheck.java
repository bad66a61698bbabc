package io.github.resiliencestarter.diagnostics;

import java.util.ArrayList;
import java.util.List;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;

/**
 * Check that the window of a circuit breaker can hold its minimum number of calls.
 */
final class WindowCheck implements Check {

	private static final String PROPERTY = "minimum-number-of-calls";

	private final List<ConfigurationKey> keys;

	private final Resilience4jSettings settings;

	WindowCheck(List<ConfigurationKey> keys, Resilience4jSettings settings) {
		this.keys = keys;
		this.settings = settings;
	}

	@Override
	public List<Finding> find() {
		List<Finding> findings = new ArrayList<>();
		for (ConfigurationKey key : this.keys) {
			InstanceKey instance = InstanceKey.of(key, "circuitbreaker", PROPERTY);
			if (instance != null) {
				this.settings.circuitBreaker(instance).filter(WindowCheck::isTooSmall).ifPresent((config) -> {
					findings.add(finding(key, config));
				});
			}
		}
		return findings;
	}

	private static boolean isTooSmall(CircuitBreakerConfig config) {
		return config.getSlidingWindowType() == SlidingWindowType.COUNT_BASED
				&& config.getMinimumNumberOfCalls() > config.getSlidingWindowSize();
	}

	private static Finding finding(ConfigurationKey key, CircuitBreakerConfig config) {
		return new Finding(Rule.MINIMUM_BEYOND_WINDOW, key.where(),
				"It is %d, but the window holds %d calls; the circuit breaker evaluates after %2$d."
					.formatted(config.getMinimumNumberOfCalls(), config.getSlidingWindowSize()),
				"Write at most %d, or a larger sliding-window-size".formatted(config.getSlidingWindowSize()));
	}

}
