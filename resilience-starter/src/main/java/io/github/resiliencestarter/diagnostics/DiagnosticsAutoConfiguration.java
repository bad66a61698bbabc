package io.github.resiliencestarter.diagnostics;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} for the startup checks.
 */
@AutoConfiguration
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.diagnostics.enabled", matchIfMissing = true)
public final class DiagnosticsAutoConfiguration {

	@Bean
	static StartupChecks startupChecks(Environment environment) {
		return new StartupChecks(environment, (beanFactory) -> AllChecks.of(beanFactory, environment));
	}

}
