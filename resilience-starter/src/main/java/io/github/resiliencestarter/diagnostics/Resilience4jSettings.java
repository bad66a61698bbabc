package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.common.CompositeCustomizer;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryProperties;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import org.jspecify.annotations.Nullable;

/**
 * Settings of instances as Resilience4j itself makes them from its properties. Each time
 * from properties that are bound anew: Resilience4j changes them when it merges. A value
 * that cannot be bound is Spring Boot's to report.
 */
final class Resilience4jSettings {

	private final Environment environment;

	Resilience4jSettings(Environment environment) {
		this.environment = environment;
	}

	Optional<CircuitBreakerConfig> circuitBreaker(InstanceKey instance) {
		return made(() -> {
			CircuitBreakerProperties properties = bind("circuitbreaker", CircuitBreakerProperties.class);
			var own = (instance.shared() ? properties.getConfigs() : properties.getInstances()).get(instance.name());
			return properties.createCircuitBreakerConfig(instance.name(), own, new CompositeCustomizer<>(List.of()));
		});
	}

	/**
	 * Return the settings of a retry, whether it has some of its own or not.
	 */
	Optional<RetryConfig> retry(String name) {
		return made(() -> config(bind("retry", RetryProperties.class), name));
	}

	/**
	 * Return the waits of a retry; empty if a function of the user's makes them.
	 */
	Optional<RetryWaits> waits(String name) {
		return made(() -> {
			RetryProperties properties = bind("retry", RetryProperties.class);
			return RetryWaits.of(properties, name, config(properties, name));
		});
	}

	private static RetryConfig config(RetryProperties properties, String name) {
		return properties.createRetryConfig(properties.getInstances().get(name), new CompositeCustomizer<>(List.of()),
				name);
	}

	private <T> T bind(String group, Class<T> type) {
		return Binder.get(this.environment).bindOrCreate("resilience4j." + group, type);
	}

	private static <T> Optional<T> made(Supplier<@Nullable T> maker) {
		try {
			return Optional.ofNullable(maker.get());
		}
		catch (RuntimeException ex) {
			return Optional.empty();
		}
	}

}
