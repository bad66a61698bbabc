package io.github.resiliencestarter.engines;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

import io.github.resilience4j.core.Registry;
import io.github.resilience4j.core.Registry.EventPublisher;
import io.github.resilience4j.core.registry.RegistryEventConsumer;
import io.github.resiliencestarter.targets.InstanceConfigurations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * {@link EngineRegistry} on top of one of Resilience4j's registries.
 *
 * @param <R> registry
 * @param <E> engine
 * @param <C> configuration
 */
final class Resilience4jRegistry<R extends Registry<E, C>, E, C> implements EngineRegistry<E, C> {

	private static final Log logger = LogFactory.getLog(Resilience4jRegistry.class);

	private final EngineKind<R, E, C> kind;

	private final R registry;

	private final Succession<E, C> succession;

	private final boolean missing;

	private @Nullable EventPublisher<E> connected;

	/**
	 * Finds a registry among the beans.
	 * @param kind the kind of engine
	 * @param beanFactory the beans
	 * @param succession changes the configuration of an engine
	 */
	Resilience4jRegistry(EngineKind<R, E, C> kind, BeanFactory beanFactory, Succession<E, C> succession) {
		R registry = beanFactory.getBeanProvider(kind.registryType()).getIfAvailable();
		this.kind = kind;
		this.registry = (registry != null) ? registry : kind.substitute().get();
		this.succession = succession;
		this.missing = registry == null;
	}

	/**
	 * Connects a consumer to the registry, unless the current registry already has it: a
	 * registry in Spring Cloud's refresh scope is a new one after a refresh.
	 */
	synchronized void connect(RegistryEventConsumer<E> consumer) {
		EventPublisher<E> publisher = this.registry.getEventPublisher();
		if (this.connected != publisher) {
			this.connected = publisher;
			EngineKind.connect(publisher, consumer);
		}
	}

	@Override
	public boolean isMissing() {
		return this.missing;
	}

	@Override
	public E get(String name, String configuration) {
		return this.kind.lookup()
			.get(this.registry, name, this.registry.getConfiguration(configuration.isEmpty() ? name : configuration)
				.orElseGet(this.registry::getDefaultConfig));
	}

	@Override
	public Optional<E> find(String name) {
		return this.registry.find(name);
	}

	@Override
	public Collection<E> all() {
		return this.kind.all().apply(this.registry);
	}

	@Override
	public String nameOf(E engine) {
		return this.kind.name().apply(engine);
	}

	@Override
	public C configurationOf(E engine) {
		return this.kind.configuration().apply(engine);
	}

	@Override
	public C sharedConfigurationOf(E engine) {
		InstanceConfigurations<C> derived = derived();
		return (derived != null) ? derived.origin(configurationOf(engine)) : configurationOf(engine);
	}

	private C forInstance(String name, C configuration) {
		InstanceConfigurations<C> derived = derived();
		return (derived != null) ? derived.forInstance(name, configuration) : configuration;
	}

	@SuppressWarnings("unchecked")
	private @Nullable InstanceConfigurations<C> derived() {
		return (this.registry instanceof InstanceConfigurations<?> derived) ? (InstanceConfigurations<C>) derived
				: null;
	}

	@Override
	public Optional<C> findConfiguration(String name) {
		return this.registry.getConfiguration(name);
	}

	@Override
	public void putConfiguration(String name, C configuration) {
		this.registry.addConfiguration(name, configuration);
	}

	@Override
	public void removeConfiguration(String name) {
		this.registry.removeConfiguration(name);
	}

	@Override
	public void create(String name, C configuration) {
		try {
			this.kind.lookup().get(this.registry, name, configuration);
		}
		catch (RuntimeException ex) {
			logger.warn("Cannot create '" + name + "'", ex);
		}
	}

	@Override
	public E change(E engine, C configuration) {
		String name = nameOf(engine);
		try {
			E successor = this.succession.succeed(engine, forInstance(name, configuration));
			if (successor != null) {
				this.registry.replace(name, successor);
				this.succession.replaced(engine, successor);
			}
		}
		catch (RuntimeException ex) {
			logger.warn("Cannot replace '" + name + "', or an observer of the registry has failed", ex);
		}
		return this.registry.find(name).orElse(engine);
	}

	@Override
	public String note(E engine) {
		return this.succession.note(engine);
	}

	@Override
	public void onAdded(Consumer<E> listener) {
		this.registry.getEventPublisher().onEntryAdded((event) -> listener.accept(event.getAddedEntry()));
	}

}
