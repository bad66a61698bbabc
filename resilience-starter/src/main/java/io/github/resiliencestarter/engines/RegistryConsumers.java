package io.github.resiliencestarter.engines;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.Registry;
import io.github.resilience4j.core.metrics.MetricsPublisher;
import io.github.resilience4j.core.registry.CompositeRegistryEventConsumer;
import io.github.resilience4j.core.registry.RegistryEventConsumer;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * Connector of registries that the user has defined with the consumers that
 * Resilience4j's own registries are created with, so that their engines have meters, too.
 */
final class RegistryConsumers implements SmartInitializingSingleton {

	private static final List<String> CONNECTED_ALREADY = List.of("io.github.resilience4j.",
			"io.github.resiliencestarter.");

	private final ConfigurableListableBeanFactory beanFactory;

	RegistryConsumers(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		EngineKind.ALL.forEach(this::connect);
	}

	private <R extends Registry<E, C>, E, C> void connect(EngineKind<R, E, C> kind) {
		for (String name : this.beanFactory.getBeanNamesForType(kind.registryType(), false, false)) {
			if (this.beanFactory.isSingleton(name) && !isConnected(name)) {
				connect(kind, name, this.beanFactory.getBean(name, kind.registryType()));
			}
		}
	}

	private boolean isConnected(String name) {
		String scoped = ScopedProxyUtils.getTargetBeanName(name);
		String definition = this.beanFactory.containsBeanDefinition(scoped) ? scoped : name;
		String factory = this.beanFactory.containsBeanDefinition(definition)
				? this.beanFactory.getBeanDefinition(definition).getFactoryBeanName() : null;
		return factory != null && CONNECTED_ALREADY.stream().anyMatch(factory::startsWith);
	}

	private <R extends Registry<E, C>, E, C> void connect(EngineKind<R, E, C> kind, String name, R registry) {
		Set<String> injected = Set.copyOf(Arrays.asList(this.beanFactory.getDependenciesForBean(name)));
		ResolvableType type = ResolvableType.forClassWithGenerics(RegistryEventConsumer.class, kind.engineType());
		List<Consumer<E>> consumers = Arrays.stream(this.beanFactory.getBeanNamesForType(type))
			.map(this::<E>consumer)
			.toList();
		if (consumers.stream().anyMatch((consumer) -> consumer.isComposite() && injected.contains(consumer.name()))) {
			return;
		}
		for (Consumer<E> consumer : consumers) {
			if (!consumer.isComposite() && !injected.contains(consumer.name())) {
				EngineKind.connect(registry.getEventPublisher(), consumer.consumer());
				consumer.publish(kind.all().apply(registry));
			}
		}
	}

	@SuppressWarnings("unchecked")
	private <E> Consumer<E> consumer(String name) {
		return new Consumer<>(name, (RegistryEventConsumer<E>) this.beanFactory.getBean(name));
	}

	/**
	 * Bean that is notified of changes.
	 *
	 * @param name its name
	 * @param consumer the bean
	 */
	private record Consumer<E>(String name, RegistryEventConsumer<E> consumer) {

		boolean isComposite() {
			return this.consumer instanceof CompositeRegistryEventConsumer<?>;
		}

		void publish(Collection<E> engines) {
			if (this.consumer instanceof MetricsPublisher<E> publisher) {
				engines.forEach(publisher::publishMetrics);
			}
			else if (this.consumer instanceof StateChangeObserver observer) {
				engines.forEach((engine) -> observer.observe((CircuitBreaker) engine));
			}
		}

	}

}
