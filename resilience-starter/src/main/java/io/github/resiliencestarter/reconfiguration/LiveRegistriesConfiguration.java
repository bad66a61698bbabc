package io.github.resiliencestarter.reconfiguration;

import java.util.function.Supplier;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.common.CompositeCustomizer;
import io.github.resilience4j.common.bulkhead.configuration.BulkheadConfigCustomizer;
import io.github.resilience4j.common.bulkhead.configuration.ThreadPoolBulkheadConfigCustomizer;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.ratelimiter.configuration.RateLimiterConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.common.timelimiter.configuration.TimeLimiterConfigCustomizer;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadProperties;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.ThreadPoolBulkheadProperties;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterProperties;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryProperties;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterProperties;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;

import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration of the live registries, one for each kind of engine.
 */
@Configuration(proxyBeanMethods = false)
class LiveRegistriesConfiguration {

	private final AutowireCapableBeanFactory beanFactory;

	LiveRegistriesConfiguration(AutowireCapableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Bean
	@ConditionalOnBean({ CircuitBreakerRegistry.class, CircuitBreakerProperties.class })
	LiveRegistry<?, ?, ?> circuitBreakerLiveRegistry(CircuitBreakerRegistry registry,
			CircuitBreakerProperties properties, CompositeCustomizer<CircuitBreakerConfigCustomizer> customizers,
			OpenWaits waits) {
		return new LiveRegistry<>(
				new EngineRegistry<>(registry, registry::getAllCircuitBreakers, CircuitBreaker::getName,
						CircuitBreaker::getCircuitBreakerConfig, registry::circuitBreaker,
						new CircuitBreakerSuccession(waits)),
				new EngineProperties<>(properties, reader(CircuitBreakerProperties.class),
						"resilience4j.circuitbreaker", true, CircuitBreakerProperties::getConfigs,
						CircuitBreakerProperties::getInstances, customizers.instanceNames(),
						(read, name, own) -> read.createCircuitBreakerConfig(name, own, customizers)));
	}

	@Bean
	@ConditionalOnBean({ RetryRegistry.class, RetryProperties.class })
	LiveRegistry<?, ?, ?> retryLiveRegistry(RetryRegistry registry, RetryProperties properties,
			CompositeCustomizer<RetryConfigCustomizer> customizers) {
		return new LiveRegistry<>(
				new EngineRegistry<>(registry, registry::getAllRetries, Retry::getName, Retry::getRetryConfig,
						registry::retry, (retry, changed) -> Retry.of(retry.getName(), changed, retry.getTags())),
				new EngineProperties<>(properties, reader(RetryProperties.class), "resilience4j.retry", false,
						RetryProperties::getConfigs, RetryProperties::getInstances, customizers.instanceNames(),
						(read, name, own) -> read.createRetryConfig(own, customizers, name)));
	}

	@Bean
	@ConditionalOnBean({ BulkheadRegistry.class, BulkheadProperties.class })
	LiveRegistry<?, ?, ?> bulkheadLiveRegistry(BulkheadRegistry registry, BulkheadProperties properties,
			CompositeCustomizer<BulkheadConfigCustomizer> customizers) {
		return new LiveRegistry<>(
				new EngineRegistry<>(registry, registry::getAllBulkheads, Bulkhead::getName,
						Bulkhead::getBulkheadConfig, registry::bulkhead, new BulkheadSuccession()),
				new EngineProperties<>(properties, reader(BulkheadProperties.class), "resilience4j.bulkhead", false,
						BulkheadProperties::getConfigs, BulkheadProperties::getInstances, customizers.instanceNames(),
						(read, name, own) -> read.createBulkheadConfig(own, customizers, name)));
	}

	@Bean
	@ConditionalOnBean({ ThreadPoolBulkheadRegistry.class, ThreadPoolBulkheadProperties.class })
	LiveRegistry<?, ?, ?> threadPoolBulkheadLiveRegistry(ThreadPoolBulkheadRegistry registry,
			ThreadPoolBulkheadProperties properties,
			CompositeCustomizer<ThreadPoolBulkheadConfigCustomizer> customizers, Afterwork afterwork) {
		return new LiveRegistry<>(
				new EngineRegistry<>(registry, registry::getAllBulkheads, ThreadPoolBulkhead::getName,
						ThreadPoolBulkhead::getBulkheadConfig, registry::bulkhead,
						new ThreadPoolBulkheadSuccession(afterwork::retire)),
				new EngineProperties<>(properties, reader(ThreadPoolBulkheadProperties.class),
						"resilience4j.thread-pool-bulkhead", false, ThreadPoolBulkheadProperties::getConfigs,
						ThreadPoolBulkheadProperties::getInstances, customizers.instanceNames(),
						(read, name, own) -> read.createThreadPoolBulkheadConfig(own, customizers, name)));
	}

	@Bean
	@ConditionalOnBean({ RateLimiterRegistry.class, RateLimiterProperties.class })
	LiveRegistry<?, ?, ?> rateLimiterLiveRegistry(RateLimiterRegistry registry, RateLimiterProperties properties,
			CompositeCustomizer<RateLimiterConfigCustomizer> customizers) {
		return new LiveRegistry<>(
				new EngineRegistry<>(registry, registry::getAllRateLimiters, RateLimiter::getName,
						RateLimiter::getRateLimiterConfig, registry::rateLimiter, new RateLimiterSuccession()),
				new EngineProperties<>(properties, reader(RateLimiterProperties.class), "resilience4j.ratelimiter",
						false, RateLimiterProperties::getConfigs, RateLimiterProperties::getInstances,
						customizers.instanceNames(),
						(read, name, own) -> read.createRateLimiterConfig(own, customizers, name)));
	}

	@Bean
	@ConditionalOnBean({ TimeLimiterRegistry.class, TimeLimiterProperties.class })
	LiveRegistry<?, ?, ?> timeLimiterLiveRegistry(TimeLimiterRegistry registry, TimeLimiterProperties properties,
			CompositeCustomizer<TimeLimiterConfigCustomizer> customizers) {
		return new LiveRegistry<>(
				new EngineRegistry<>(registry, registry::getAllTimeLimiters, TimeLimiter::getName,
						TimeLimiter::getTimeLimiterConfig, registry::timeLimiter,
						(limiter, changed) -> TimeLimiter.of(limiter.getName(), changed, limiter.getTags())),
				new EngineProperties<>(properties, reader(TimeLimiterProperties.class), "resilience4j.timelimiter",
						false, TimeLimiterProperties::getConfigs, TimeLimiterProperties::getInstances,
						customizers.instanceNames(),
						(read, name, own) -> read.createTimeLimiterConfig(name, own, customizers)));
	}

	// With all that post-processors do to the bean, such as passing on the jitter
	private <P> Supplier<P> reader(Class<P> type) {
		return () -> this.beanFactory.createBean(type);
	}

}
