package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Checks of property values, which name the key and what to write.
 */
final class Check {

	private Check() {
	}

	static void atLeast(String key, int value, int min) {
		if (value < min) {
			throw new InvalidConfigurationPropertyValueException(key, value, "must be at least " + min);
		}
	}

	static void positive(String key, Duration value) {
		if (value.compareTo(Duration.ofMillis(1)) < 0) {
			throw new InvalidConfigurationPropertyValueException(key, value, "must be at least 1ms");
		}
	}

	static void notNegative(String key, Duration value) {
		if (value.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(key, value, "must not be negative; 0 switches it off");
		}
	}

	static void hasText(String key, String value) {
		if (value.isBlank()) {
			throw new InvalidConfigurationPropertyValueException(key, value, "must not be blank");
		}
	}

	static void share(String key, double value) {
		if (!(value >= 0 && value <= 1)) {
			throw new InvalidConfigurationPropertyValueException(key, value, "must be a share, from 0 to 1");
		}
	}

}
