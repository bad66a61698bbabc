package io.github.resiliencestarter.reconfiguration;

import java.util.function.Supplier;

import io.github.resilience4j.common.CompositeCustomizer;
import io.github.resilience4j.common.bulkhead.configuration.BulkheadConfigCustomizer;
import io.github.resilience4j.common.bulkhead.configuration.ThreadPoolBulkheadConfigCustomizer;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.ratelimiter.configuration.RateLimiterConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.common.timelimiter.configuration.TimeLimiterConfigCustomizer;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadProperties;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.ThreadPoolBulkheadProperties;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterProperties;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryProperties;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterProperties;
import io.github.resiliencestarter.engines.Engines;

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
	@ConditionalOnBean(CircuitBreakerProperties.class)
	LiveRegistry<?, ?, ?> circuitBreakerLiveRegistry(Engines engines, CircuitBreakerProperties properties,
			CompositeCustomizer<CircuitBreakerConfigCustomizer> customizers) {
		return new LiveRegistry<>(engines.circuitBreakers(),
				new EngineProperties<>(properties, reader(CircuitBreakerProperties.class),
						"resilience4j.circuitbreaker", true, CircuitBreakerProperties::getConfigs,
						CircuitBreakerProperties::getInstances, customizers.instanceNames(),
						(read, name, own) -> read.createCircuitBreakerConfig(name, own, customizers)));
	}

	@Bean
	@ConditionalOnBean(RetryProperties.class)
	LiveRegistry<?, ?, ?> retryLiveRegistry(Engines engines, RetryProperties properties,
			CompositeCustomizer<RetryConfigCustomizer> customizers) {
		return new LiveRegistry<>(engines.retries(),
				new EngineProperties<>(properties, reader(RetryProperties.class), "resilience4j.retry", false,
						RetryProperties::getConfigs, RetryProperties::getInstances, customizers.instanceNames(),
						(read, name, own) -> read.createRetryConfig(own, customizers, name)));
	}

	@Bean
	@ConditionalOnBean(BulkheadProperties.class)
	LiveRegistry<?, ?, ?> bulkheadLiveRegistry(Engines engines, BulkheadProperties properties,
			CompositeCustomizer<BulkheadConfigCustomizer> customizers) {
		return new LiveRegistry<>(engines.bulkheads(),
				new EngineProperties<>(properties, reader(BulkheadProperties.class), "resilience4j.bulkhead", false,
						BulkheadProperties::getConfigs, BulkheadProperties::getInstances, customizers.instanceNames(),
						(read, name, own) -> read.createBulkheadConfig(own, customizers, name)));
	}

	@Bean
	@ConditionalOnBean(ThreadPoolBulkheadProperties.class)
	LiveRegistry<?, ?, ?> threadPoolBulkheadLiveRegistry(Engines engines, ThreadPoolBulkheadProperties properties,
			CompositeCustomizer<ThreadPoolBulkheadConfigCustomizer> customizers) {
		return new LiveRegistry<>(engines.threadPoolBulkheads(),
				new EngineProperties<>(properties, reader(ThreadPoolBulkheadProperties.class),
						"resilience4j.thread-pool-bulkhead", false, ThreadPoolBulkheadProperties::getConfigs,
						ThreadPoolBulkheadProperties::getInstances, customizers.instanceNames(),
						(read, name, own) -> read.createThreadPoolBulkheadConfig(own, customizers, name)));
	}

	@Bean
	@ConditionalOnBean(RateLimiterProperties.class)
	LiveRegistry<?, ?, ?> rateLimiterLiveRegistry(Engines engines, RateLimiterProperties properties,
			CompositeCustomizer<RateLimiterConfigCustomizer> customizers) {
		return new LiveRegistry<>(engines.rateLimiters(),
				new EngineProperties<>(properties, reader(RateLimiterProperties.class), "resilience4j.ratelimiter",
						false, RateLimiterProperties::getConfigs, RateLimiterProperties::getInstances,
						customizers.instanceNames(),
						(read, name, own) -> read.createRateLimiterConfig(own, customizers, name)));
	}

	@Bean
	@ConditionalOnBean(TimeLimiterProperties.class)
	LiveRegistry<?, ?, ?> timeLimiterLiveRegistry(Engines engines, TimeLimiterProperties properties,
			CompositeCustomizer<TimeLimiterConfigCustomizer> customizers) {
		return new LiveRegistry<>(engines.timeLimiters(),
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
