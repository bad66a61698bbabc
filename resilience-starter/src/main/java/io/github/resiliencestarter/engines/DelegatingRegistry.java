package io.github.resiliencestarter.engines;

import java.util.Map;
import java.util.Optional;

import io.github.resilience4j.core.ConfigurationNotFoundException;
import io.github.resilience4j.core.Registry;
import io.github.resiliencestarter.targets.InstanceConfigurations;

/**
 * Base class for registries that leave everything to another one, except that new
 * instances have a configuration of their own.
 *
 * @param <E> engine
 * @param <C> configuration
 * @param <R> registry
 */
abstract class DelegatingRegistry<E, C, R extends Registry<E, C>> implements Registry<E, C>, InstanceConfigurations<C> {

	private final R delegate;

	private final InstanceConfigurations<C> configurations;

	DelegatingRegistry(R delegate, InstanceConfigurations<C> configurations) {
		this.delegate = delegate;
		this.configurations = configurations;
	}

	final R delegate() {
		return this.delegate;
	}

	final C named(String configuration) {
		return getConfiguration(configuration).orElseThrow(() -> new ConfigurationNotFoundException(configuration));
	}

	@Override
	public C forInstance(String instance, C configuration) {
		return this.configurations.forInstance(instance, configuration);
	}

	@Override
	public C origin(C configuration) {
		return this.configurations.origin(configuration);
	}

	@Override
	public void addConfiguration(String configName, C configuration) {
		this.delegate.addConfiguration(configName, configuration);
	}

	@Override
	public Optional<E> find(String name) {
		return this.delegate.find(name);
	}

	@Override
	public Optional<E> remove(String name) {
		return this.delegate.remove(name);
	}

	@Override
	public Optional<E> replace(String name, E newEntry) {
		return this.delegate.replace(name, newEntry);
	}

	@Override
	public Optional<C> getConfiguration(String configName) {
		return this.delegate.getConfiguration(configName);
	}

	@Override
	public C getDefaultConfig() {
		return this.delegate.getDefaultConfig();
	}

	@Override
	public Map<String, String> getTags() {
		return this.delegate.getTags();
	}

	@Override
	public EventPublisher<E> getEventPublisher() {
		return this.delegate.getEventPublisher();
	}

	@Override
	public C removeConfiguration(String configName) {
		return this.delegate.removeConfiguration(configName);
	}

}
