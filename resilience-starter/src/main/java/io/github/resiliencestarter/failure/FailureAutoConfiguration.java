package io.github.resiliencestarter.failure;

import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for what counts as a failure and what is
 * retried.
 */
@AutoConfiguration(before = { CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class })
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.defaults.enabled", matchIfMissing = true)
public final class FailureAutoConfiguration {

	@Bean
	static FailureRulesPostProcessor failureRulesPostProcessor() {
		return new FailureRulesPostProcessor();
	}

}
