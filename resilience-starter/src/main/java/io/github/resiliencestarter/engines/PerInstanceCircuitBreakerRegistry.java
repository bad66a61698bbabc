package io.github.resiliencestarter.engines;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.targets.InstanceConfigurations;

/**
 * Registry that creates each circuit breaker with a configuration of its own.
 */
final class PerInstanceCircuitBreakerRegistry
		extends DelegatingRegistry<CircuitBreaker, CircuitBreakerConfig, CircuitBreakerRegistry>
		implements CircuitBreakerRegistry {

	PerInstanceCircuitBreakerRegistry(CircuitBreakerRegistry delegate,
			InstanceConfigurations<CircuitBreakerConfig> configurations) {
		super(delegate, configurations);
	}

	@Override
	public Set<CircuitBreaker> getAllCircuitBreakers() {
		return delegate().getAllCircuitBreakers();
	}

	@Override
	public CircuitBreaker circuitBreaker(String name) {
		return circuitBreaker(name, Map.of());
	}

	@Override
	public CircuitBreaker circuitBreaker(String name, Map<String, String> tags) {
		return circuitBreaker(name, this::getDefaultConfig, tags);
	}

	@Override
	public CircuitBreaker circuitBreaker(String name, CircuitBreakerConfig config) {
		return circuitBreaker(name, config, Map.of());
	}

	@Override
	public CircuitBreaker circuitBreaker(String name, CircuitBreakerConfig config, Map<String, String> tags) {
		return circuitBreaker(name, () -> config, tags);
	}

	@Override
	public CircuitBreaker circuitBreaker(String name, String configName) {
		return circuitBreaker(name, configName, Map.of());
	}

	@Override
	public CircuitBreaker circuitBreaker(String name, String configName, Map<String, String> tags) {
		return circuitBreaker(name, () -> named(configName), tags);
	}

	@Override
	public CircuitBreaker circuitBreaker(String name, Supplier<CircuitBreakerConfig> configSupplier) {
		return circuitBreaker(name, configSupplier, Map.of());
	}

	// Not within the registry's own creation: a user's predicate is asked
	@Override
	public CircuitBreaker circuitBreaker(String name, Supplier<CircuitBreakerConfig> configSupplier,
			Map<String, String> tags) {
		return find(name).orElseGet(() -> {
			CircuitBreakerConfig config = Objects.requireNonNull(configSupplier.get(), "Config must not be null");
			return delegate().circuitBreaker(name, forInstance(name, config), tags);
		});
	}

}
