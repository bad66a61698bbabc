package io.github.resiliencestarter.metrics;

import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of guarded calls.
 */
@AutoConfiguration(after = CompositeMeterRegistryAutoConfiguration.class, before = GuardAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "resilience.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "resilience.metrics.enabled", matchIfMissing = true)
@ConditionalOnBean(MeterRegistry.class)
public final class ClientMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClientMeters clientMeters(MeterRegistry meterRegistry) {
		return new ClientMeters(meterRegistry);
	}

}
