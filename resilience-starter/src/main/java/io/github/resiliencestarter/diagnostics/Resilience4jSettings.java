package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.common.CompositeCustomizer;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryProperties;
import io.github.resiliencestarter.defaults.YieldingDefaults;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Settings of instances as Resilience4j itself creates them from its properties. The
 * properties are bound separately, because Resilience4j changes them when it merges.
 * Spring Boot reports values that cannot be bound.
 */
final class Resilience4jSettings {

	private final SingletonSupplier<CircuitBreakerProperties> circuitBreakers;

	private final SingletonSupplier<RetryProperties> retries;

	Resilience4jSettings(Environment environment) {
		Binder binder = Binder.get(environment);
		YieldingDefaults defaults = YieldingDefaults.in(environment);
		this.circuitBreakers = SingletonSupplier.of(() -> {
			var properties = binder.bindOrCreate("resilience4j.circuitbreaker", CircuitBreakerProperties.class);
			defaults.yieldIn(properties);
			return properties;
		});
		this.retries = SingletonSupplier.of(() -> {
			var properties = binder.bindOrCreate("resilience4j.retry", RetryProperties.class);
			defaults.yieldIn(properties);
			return properties;
		});
	}

	Optional<CircuitBreakerConfig> circuitBreaker(InstanceKey instance) {
		return made(() -> {
			CircuitBreakerProperties properties = this.circuitBreakers.obtain();
			var own = (instance.shared() ? properties.getConfigs() : properties.getInstances()).get(instance.name());
			return properties.createCircuitBreakerConfig(instance.name(), own, new CompositeCustomizer<>(List.of()));
		});
	}

	/**
	 * Return the settings of a retry, even if it has none of its own.
	 */
	Optional<RetryConfig> retry(String name) {
		return made(() -> config(this.retries.obtain(), name));
	}

	/**
	 * Return the waits of a retry; empty if a function of the user determines them.
	 */
	Optional<RetryWaits> waits(String name) {
		return made(() -> {
			RetryProperties properties = this.retries.obtain();
			return RetryWaits.of(properties, name, config(properties, name));
		});
	}

	private static RetryConfig config(RetryProperties properties, String name) {
		return properties.createRetryConfig(properties.getInstances().get(name), new CompositeCustomizer<>(List.of()),
				name);
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
