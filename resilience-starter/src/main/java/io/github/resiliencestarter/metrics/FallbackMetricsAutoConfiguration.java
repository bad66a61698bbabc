package io.github.resiliencestarter.metrics;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.fallback.ClientFallbackAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the meter of last good answers.
 */
@AutoConfiguration(after = CompositeMeterRegistryAutoConfiguration.class,
		before = ClientFallbackAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.metrics.enabled", matchIfMissing = true)
@ConditionalOnBean(MeterRegistry.class)
public final class FallbackMetricsAutoConfiguration {

	@Bean
	FallbackMeters fallbackMeters(MeterRegistry meterRegistry) {
		return new FallbackMeters(meterRegistry);
	}

}
