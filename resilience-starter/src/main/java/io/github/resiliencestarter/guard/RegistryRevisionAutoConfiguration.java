package io.github.resiliencestarter.guard;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.registry.RegistryEventConsumer;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/**
 * Auto-configuration that tells guards and annotated methods when an instance in
 * Resilience4j's registries has changed.
 */
@AutoConfiguration
@ConditionalOnResilienceEnabled
public final class RegistryRevisionAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RegistryRevision registryRevision() {
		return new RegistryRevision();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RegistryConsumers registryConsumers(ConfigurableListableBeanFactory beanFactory, RegistryRevision revision) {
		return new RegistryConsumers(beanFactory, revision);
	}

	@Bean
	static RegistryEventConsumer<CircuitBreaker> circuitBreakerRevision(RegistryRevision revision) {
		return revision.consumer();
	}

	@Bean
	static RegistryEventConsumer<Retry> retryRevision(RegistryRevision revision) {
		return revision.consumer();
	}

	@Bean
	static RegistryEventConsumer<Bulkhead> bulkheadRevision(RegistryRevision revision) {
		return revision.consumer();
	}

	@Bean
	static RegistryEventConsumer<ThreadPoolBulkhead> threadPoolBulkheadRevision(RegistryRevision revision) {
		return revision.consumer();
	}

	@Bean
	static RegistryEventConsumer<RateLimiter> rateLimiterRevision(RegistryRevision revision) {
		return revision.consumer();
	}

	@Bean
	static RegistryEventConsumer<TimeLimiter> timeLimiterRevision(RegistryRevision revision) {
		return revision.consumer();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RefreshScopeRefreshedEvent.class)
	static class RefreshConfiguration {

		// Without our reconfiguration, Resilience4j's registries are refresh-scoped, so
		// a refresh creates new registries with new instances
		@Bean
		ApplicationListener<RefreshScopeRefreshedEvent> registryRefresh(RegistryRevision revision) {
			return (event) -> revision.advance();
		}

	}

}
