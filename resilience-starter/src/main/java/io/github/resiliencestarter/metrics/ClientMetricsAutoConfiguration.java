package io.github.resiliencestarter.metrics;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of protected calls.
 */
@AutoConfiguration(after = CompositeMeterRegistryAutoConfiguration.class, before = GuardAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.metrics.enabled", matchIfMissing = true)
@ConditionalOnBean(MeterRegistry.class)
public final class ClientMetricsAutoConfiguration {

	private static final String ATTEMPT_OBSERVATION = "resilience.client.attempt";

	@Bean
	ClientMeters clientMeters(MeterRegistry meterRegistry) {
		return new ClientMeters(meterRegistry);
	}

	/**
	 * Create a filter that removes the meters of the attempt observation, which is for
	 * traces. They would duplicate the counter of attempts and add a series for each
	 * attempt number.
	 * @return the filter
	 */
	@Bean
	MeterFilter attemptObservationMeterFilter() {
		return MeterFilter.deny(
				(id) -> id.getName().equals(ATTEMPT_OBSERVATION) || id.getName().startsWith(ATTEMPT_OBSERVATION + "."));
	}

}
