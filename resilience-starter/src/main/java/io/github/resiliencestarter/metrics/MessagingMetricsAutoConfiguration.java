package io.github.resiliencestarter.metrics;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.messaging.ConditionalOnListeners;
import io.github.resiliencestarter.messaging.MessagingAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of listeners.
 */
@AutoConfiguration(after = CompositeMeterRegistryAutoConfiguration.class, before = MessagingAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.metrics.enabled", matchIfMissing = true)
@ConditionalOnListeners
@ConditionalOnBean(MeterRegistry.class)
public final class MessagingMetricsAutoConfiguration {

	@Bean
	MessagingMeters messagingMeters(MeterRegistry meterRegistry) {
		return new MessagingMeters(meterRegistry);
	}

}
