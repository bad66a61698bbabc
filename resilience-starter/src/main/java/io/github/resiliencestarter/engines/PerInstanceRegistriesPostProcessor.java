package io.github.resiliencestarter.engines;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resiliencestarter.targets.InstanceConfigurations;
import io.github.resiliencestarter.targets.InstanceConfigurationsSource;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * {@link BeanPostProcessor} that wraps the registries if the application has
 * configurations per instance. Does nothing otherwise.
 */
final class PerInstanceRegistriesPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<InstanceConfigurationsSource> source;

	PerInstanceRegistriesPostProcessor(ObjectProvider<InstanceConfigurationsSource> source) {
		this.source = source;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ScopedObject || bean instanceof InstanceConfigurations<?>) {
			return bean;
		}
		if (bean instanceof CircuitBreakerRegistry registry) {
			InstanceConfigurations<CircuitBreakerConfig> configurations = forCircuitBreakers();
			return (configurations != null) ? new PerInstanceCircuitBreakerRegistry(registry, configurations) : bean;
		}
		if (bean instanceof RetryRegistry registry) {
			InstanceConfigurations<RetryConfig> configurations = forRetries();
			return (configurations != null) ? new PerInstanceRetryRegistry(registry, configurations) : bean;
		}
		return bean;
	}

	private @Nullable InstanceConfigurations<CircuitBreakerConfig> forCircuitBreakers() {
		InstanceConfigurationsSource source = this.source.getIfAvailable();
		return (source != null) ? source.forCircuitBreakers() : null;
	}

	private @Nullable InstanceConfigurations<RetryConfig> forRetries() {
		InstanceConfigurationsSource source = this.source.getIfAvailable();
		return (source != null) ? source.forRetries() : null;
	}

}
