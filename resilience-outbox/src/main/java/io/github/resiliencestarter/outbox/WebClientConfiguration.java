package io.github.resiliencestarter.outbox;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Configuration for methods that use {@code WebClient}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ WebClient.class, WebClientCustomizer.class })
class WebClientConfiguration {

	// After that of the guard
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebClientCustomizer outboxWebClientCustomizer() {
		IdempotencyKeyFilter filter = new IdempotencyKeyFilter();
		return (builder) -> builder.filters(filter::addTo);
	}

}
