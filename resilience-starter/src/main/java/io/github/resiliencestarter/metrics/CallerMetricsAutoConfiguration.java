package io.github.resiliencestarter.metrics;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the meter of limited callers.
 */
@AutoConfiguration(after = CompositeMeterRegistryAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.metrics.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "resilience.caller.limit.limit-for-period")
@ConditionalOnBean(MeterRegistry.class)
public final class CallerMetricsAutoConfiguration {

	@Bean
	CallerMeters callerMeters(MeterRegistry meterRegistry) {
		return new CallerMeters(meterRegistry);
	}

}
