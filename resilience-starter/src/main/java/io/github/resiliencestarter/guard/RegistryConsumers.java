package io.github.resiliencestarter.guard;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.Registry;
import io.github.resilience4j.core.metrics.MetricsPublisher;
import io.github.resilience4j.core.registry.CompositeRegistryEventConsumer;
import io.github.resilience4j.core.registry.RegistryEventConsumer;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * Connects registries that the user has defined with what Resilience4j's own registries
 * are created with: their instances get meters, and the next call sees a replaced or
 * removed one.
 */
final class RegistryConsumers implements BeanPostProcessor, SmartInitializingSingleton {

	private static final List<String> CONNECTED_ALREADY = List.of("io.github.resilience4j.",
			"io.github.resiliencestarter.");

	private static final List<Kind<?, ?>> KINDS = List.of(
			new Kind<>(CircuitBreakerRegistry.class, CircuitBreaker.class,
					CircuitBreakerRegistry::getAllCircuitBreakers),
			new Kind<>(RetryRegistry.class, Retry.class, RetryRegistry::getAllRetries),
			new Kind<>(BulkheadRegistry.class, Bulkhead.class, BulkheadRegistry::getAllBulkheads),
			new Kind<>(ThreadPoolBulkheadRegistry.class, ThreadPoolBulkhead.class,
					ThreadPoolBulkheadRegistry::getAllBulkheads),
			new Kind<>(RateLimiterRegistry.class, RateLimiter.class, RateLimiterRegistry::getAllRateLimiters),
			new Kind<>(TimeLimiterRegistry.class, TimeLimiter.class, TimeLimiterRegistry::getAllTimeLimiters));

	private final ConfigurableListableBeanFactory beanFactory;

	private final RegistryRevision revision;

	RegistryConsumers(ConfigurableListableBeanFactory beanFactory, RegistryRevision revision) {
		this.beanFactory = beanFactory;
		this.revision = revision;
	}

	/**
	 * Follows a registry from its creation: a bean may call annotated methods while
	 * others are still being created.
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof Registry<?, ?> registry && !(bean instanceof ScopedObject)) {
			connect(registry, this.revision.consumer());
			this.revision.advance();
		}
		return bean;
	}

	@Override
	public void afterSingletonsInstantiated() {
		KINDS.forEach(this::connect);
	}

	private <R extends Registry<E, ?>, E> void connect(Kind<R, E> kind) {
		for (String name : this.beanFactory.getBeanNamesForType(kind.registry(), false, false)) {
			if (this.beanFactory.isSingleton(name) && !isConnected(name)) {
				connect(kind, name, this.beanFactory.getBean(name, kind.registry()));
			}
		}
	}

	private boolean isConnected(String name) {
		String factory = this.beanFactory.containsBeanDefinition(name)
				? this.beanFactory.getBeanDefinition(name).getFactoryBeanName() : null;
		return factory != null && CONNECTED_ALREADY.stream().anyMatch(factory::startsWith);
	}

	private <R extends Registry<E, ?>, E> void connect(Kind<R, E> kind, String name, R registry) {
		Set<String> injected = Set.copyOf(Arrays.asList(this.beanFactory.getDependenciesForBean(name)));
		ResolvableType type = ResolvableType.forClassWithGenerics(RegistryEventConsumer.class, kind.engine());
		List<Consumer<E>> consumers = Arrays.stream(this.beanFactory.getBeanNamesForType(type))
			.map(this::<E>consumer)
			.toList();
		if (consumers.stream().anyMatch((consumer) -> consumer.isComposite() && injected.contains(consumer.name()))) {
			return;
		}
		for (Consumer<E> consumer : consumers) {
			if (!consumer.isComposite() && !injected.contains(consumer.name())) {
				connect(registry, consumer.consumer());
				consumer.publish(kind.engines().apply(registry));
			}
		}
	}

	@SuppressWarnings("unchecked")
	private <E> Consumer<E> consumer(String name) {
		return new Consumer<>(name, (RegistryEventConsumer<E>) this.beanFactory.getBean(name));
	}

	private static <E> void connect(Registry<E, ?> registry, RegistryEventConsumer<E> consumer) {
		registry.getEventPublisher()
			.onEntryAdded(consumer::onEntryAddedEvent)
			.onEntryReplaced(consumer::onEntryReplacedEvent)
			.onEntryRemoved(consumer::onEntryRemovedEvent);
	}

	/**
	 * Kind of registry.
	 *
	 * @param registry the type of registry
	 * @param engine what it holds
	 * @param engines returns all that it holds
	 */
	private record Kind<R extends Registry<E, ?>, E>(Class<R> registry, Class<E> engine,
			Function<R, Collection<E>> engines) {

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
		}

	}

}
