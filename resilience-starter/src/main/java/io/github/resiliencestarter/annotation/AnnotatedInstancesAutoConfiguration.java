package io.github.resiliencestarter.annotation;

import java.util.List;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.core.Registry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} that puts the instances of Resilience4j's
 * annotations into their registries at start-up.
 */
@AutoConfiguration(after = { BulkheadAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
		RateLimiterAutoConfiguration.class, RetryAutoConfiguration.class, TimeLimiterAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "resilience.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "resilience.annotation.enabled", matchIfMissing = true)
public final class AnnotatedInstancesAutoConfiguration {

	@Bean
	InstanceType<CircuitBreaker> circuitBreakerInstanceType(CircuitBreakerRegistry registry) {
		return new InstanceType<>(CircuitBreaker.class, CircuitBreaker::name, CircuitBreaker::configuration,
				(annotation, instance) -> registry.circuitBreaker(instance.name(), configuration(registry, instance)));
	}

	@Bean
	InstanceType<Retry> retryInstanceType(RetryRegistry registry) {
		return new InstanceType<>(Retry.class, Retry::name, Retry::configuration,
				(annotation, instance) -> registry.retry(instance.name(), configuration(registry, instance)));
	}

	@Bean
	InstanceType<RateLimiter> rateLimiterInstanceType(RateLimiterRegistry registry) {
		return new InstanceType<>(RateLimiter.class, RateLimiter::name, RateLimiter::configuration,
				(annotation, instance) -> registry.rateLimiter(instance.name(), configuration(registry, instance)));
	}

	@Bean
	InstanceType<TimeLimiter> timeLimiterInstanceType(TimeLimiterRegistry registry) {
		return new InstanceType<>(TimeLimiter.class, TimeLimiter::name, TimeLimiter::configuration,
				(annotation, instance) -> registry.timeLimiter(instance.name(), configuration(registry, instance)));
	}

	@Bean
	InstanceType<Bulkhead> bulkheadInstanceType(BulkheadRegistry semaphores, ThreadPoolBulkheadRegistry threadPools) {
		return new InstanceType<>(Bulkhead.class, Bulkhead::name, Bulkhead::configuration, (annotation, instance) -> {
			if (annotation.type() == Bulkhead.Type.THREADPOOL) {
				threadPools.bulkhead(instance.name(), configuration(threadPools, instance));
			}
			else {
				semaphores.bulkhead(instance.name(), configuration(semaphores, instance));
			}
		});
	}

	@Bean
	@ConditionalOnMissingBean
	AnnotatedInstances annotatedInstances(ConfigurableListableBeanFactory beanFactory, List<InstanceType<?>> types) {
		return new AnnotatedInstances(beanFactory, types);
	}

	private static <C> C configuration(Registry<?, C> registry, InstanceName instance) {
		return registry.getConfiguration(instance.configuration()).orElseGet(registry::getDefaultConfig);
	}

}
