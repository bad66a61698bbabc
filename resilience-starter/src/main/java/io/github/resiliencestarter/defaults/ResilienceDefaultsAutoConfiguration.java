package io.github.resiliencestarter.defaults;

import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} for beans that adapt the production
 * defaults to the user's settings and to the available features.
 */
@AutoConfiguration(before = { CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class })
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.defaults.enabled", matchIfMissing = true)
public final class ResilienceDefaultsAutoConfiguration {

	@Bean
	static CustomizedDefaults resilienceCustomizedDefaults(ConfigurableEnvironment environment) {
		return new CustomizedDefaults(environment);
	}

	@Bean
	static YieldingDefaultsPostProcessor yieldingDefaultsPostProcessor(Environment environment) {
		return new YieldingDefaultsPostProcessor(environment);
	}

	@Bean
	static FailureRulesPostProcessor failureRulesPostProcessor() {
		return new FailureRulesPostProcessor();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(StatusAggregator.class)
	static class HealthConfiguration {

		@Bean
		static HealthIndicatorConditions healthIndicatorConditions() {
			return new HealthIndicatorConditions();
		}

	}

}
