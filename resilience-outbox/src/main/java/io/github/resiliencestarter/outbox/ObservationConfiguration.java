package io.github.resiliencestarter.outbox;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for what shows the state of the outbox.
 */
@Configuration(proxyBeanMethods = false)
class ObservationConfiguration {

	@Bean
	@ConditionalOnBean(MeterRegistry.class)
	@ConditionalOnBooleanProperty(name = "resilience.metrics.enabled", matchIfMissing = true)
	OutboxMeters outboxMeters(MeterRegistry registry, Backlog backlog, OutboxDatabase database) {
		return new OutboxMeters(registry, backlog, database.clock());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = OutboxEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		OutboxEndpoint outboxEndpoint(Backlog backlog, DeadLetters deadLetters, OutboxProperties properties) {
			return new OutboxEndpoint(backlog, deadLetters, properties.endpoint().changes());
		}

	}

}
