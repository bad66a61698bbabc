package io.github.resiliencestarter.annotation;

import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * {@link AutoConfiguration Auto-configuration} that puts the instances of Resilience4j's
 * annotations into their registries at start-up.
 */
@AutoConfiguration(after = { BulkheadAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
		RateLimiterAutoConfiguration.class, RetryAutoConfiguration.class, TimeLimiterAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "resilience.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "resilience.annotation.enabled", matchIfMissing = true)
@Import(EngineRegistries.class)
public final class AnnotatedInstancesAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	AnnotatedInstances annotatedInstances(ConfigurableListableBeanFactory beanFactory, EngineRegistries registries) {
		return new AnnotatedInstances(beanFactory, registries);
	}

}
