package io.github.resiliencestarter.metrics;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.loadbalancing.LoadBalancingAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of instances.
 */
@AutoConfiguration(after = CompositeMeterRegistryAutoConfiguration.class, before = LoadBalancingAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.metrics.enabled", matchIfMissing = true)
@ConditionalOnBean(MeterRegistry.class)
public final class LoadBalancingMetricsAutoConfiguration {

	@Bean
	LoadBalancingMeters loadBalancingMeters(MeterRegistry meterRegistry) {
		return new LoadBalancingMeters(meterRegistry);
	}

}
