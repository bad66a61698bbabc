package io.github.resiliencestarter.metrics;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.registration.RegistrationAutoConfiguration;
import io.github.resiliencestarter.registration.RegistrationState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of discovery.
 */
@AutoConfiguration(after = { CompositeMeterRegistryAutoConfiguration.class, RegistrationAutoConfiguration.class })
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.metrics.enabled", matchIfMissing = true)
@ConditionalOnBean(MeterRegistry.class)
public final class DiscoveryMetricsAutoConfiguration {

	@Bean
	DiscoveryMeters discoveryMeters(MeterRegistry meterRegistry) {
		return new DiscoveryMeters(meterRegistry);
	}

	@Bean
	@ConditionalOnBean(RegistrationState.class)
	MeterBinder registrationStateMeter(RegistrationState registration) {
		ResilienceMeter state = ResilienceMeter.REGISTRATION_STATE;
		return (meterRegistry) -> Gauge.builder(state.meterName(), registration, (source) -> source.isPassing() ? 1 : 0)
			.description(state.description())
			.strongReference(true)
			.register(meterRegistry);
	}

}
