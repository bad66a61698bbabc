package io.github.resiliencestarter.reconfiguration;

import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.engines.DeferredTasks;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.targets.LiveSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@link AutoConfiguration Auto-configuration} for live reconfiguration.
 */
@AutoConfiguration(after = { BulkheadAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
		RateLimiterAutoConfiguration.class, RetryAutoConfiguration.class, TimeLimiterAutoConfiguration.class,
		EnginesAutoConfiguration.class })
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.reconfiguration.enabled", matchIfMissing = true)
@Import(LiveRegistriesConfiguration.class)
public final class ReconfigurationAutoConfiguration {

	@Bean
	Reconfiguration reconfiguration(ConfigurableEnvironment environment,
			ObjectProvider<LiveRegistry<?, ?, ?>> registries, ObjectProvider<LiveSettings> settings,
			DeferredTasks tasks) {
		// Found on use, because a bean that they need may itself inject the service
		return new Reconfiguration(environment, registries.orderedStream().toList(),
				() -> settings.orderedStream().toList(), tasks::execute);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(EnvironmentChangeEvent.class)
	static class EnvironmentConfiguration {

		@Bean
		EnvironmentChangeListener reconfigurationEnvironmentChangeListener(Reconfiguration reconfiguration) {
			return new EnvironmentChangeListener(reconfiguration);
		}

	}

}
