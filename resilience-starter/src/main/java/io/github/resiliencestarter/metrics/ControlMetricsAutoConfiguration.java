package io.github.resiliencestarter.metrics;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.control.ControlAutoConfiguration;
import io.github.resiliencestarter.control.OverrideWatch;
import io.github.resiliencestarter.control.Overrides;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of overrides.
 */
@AutoConfiguration(after = { CompositeMeterRegistryAutoConfiguration.class, ControlAutoConfiguration.class })
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.metrics.enabled", matchIfMissing = true)
@ConditionalOnBean({ MeterRegistry.class, Overrides.class })
public final class ControlMetricsAutoConfiguration {

	@Bean
	ControlMeters controlMeters(Overrides overrides, OverrideWatch watch) {
		return new ControlMeters(overrides, watch);
	}

}
