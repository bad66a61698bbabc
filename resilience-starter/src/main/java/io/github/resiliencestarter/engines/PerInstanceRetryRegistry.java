package io.github.resiliencestarter.engines;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resiliencestarter.targets.InstanceConfigurations;

/**
 * Registry that creates each retry with a configuration of its own.
 */
final class PerInstanceRetryRegistry extends DelegatingRegistry<Retry, RetryConfig, RetryRegistry>
		implements RetryRegistry {

	PerInstanceRetryRegistry(RetryRegistry delegate, InstanceConfigurations<RetryConfig> configurations) {
		super(delegate, configurations);
	}

	@Override
	public Set<Retry> getAllRetries() {
		return delegate().getAllRetries();
	}

	@Override
	public Retry retry(String name) {
		return retry(name, Map.of());
	}

	@Override
	public Retry retry(String name, Map<String, String> tags) {
		return retry(name, this::getDefaultConfig, tags);
	}

	@Override
	public Retry retry(String name, RetryConfig config) {
		return retry(name, config, Map.of());
	}

	@Override
	public Retry retry(String name, RetryConfig config, Map<String, String> tags) {
		return retry(name, () -> config, tags);
	}

	@Override
	public Retry retry(String name, String configName) {
		return retry(name, configName, Map.of());
	}

	@Override
	public Retry retry(String name, String configName, Map<String, String> tags) {
		return retry(name, () -> named(configName), tags);
	}

	@Override
	public Retry retry(String name, Supplier<RetryConfig> configSupplier) {
		return retry(name, configSupplier, Map.of());
	}

	// Not within the registry's own creation: a user's predicate is asked
	@Override
	public Retry retry(String name, Supplier<RetryConfig> configSupplier, Map<String, String> tags) {
		return find(name).orElseGet(() -> {
			RetryConfig config = Objects.requireNonNull(configSupplier.get(), "Config must not be null");
			return delegate().retry(name, forInstance(name, config), tags);
		});
	}

}
