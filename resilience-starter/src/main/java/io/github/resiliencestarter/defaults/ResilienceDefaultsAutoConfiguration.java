package io.github.resiliencestarter.defaults;

import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for what makes the production defaults
 * reach the parts that read them.
 */
@AutoConfiguration(before = RetryAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "resilience.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "resilience.defaults.enabled", matchIfMissing = true)
public final class ResilienceDefaultsAutoConfiguration {

	@Bean
	static RetryJitterPostProcessor retryJitterPostProcessor() {
		return new RetryJitterPostProcessor();
	}

}
