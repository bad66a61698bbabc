package io.github.resiliencestarter.outbox;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Configuration for methods that use {@code WebClient}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ WebClient.class, WebClientCustomizer.class })
class WebClientConfiguration {

	@Bean
	WebClientCustomizer outboxWebClientCustomizer() {
		return (builder) -> builder.defaultRequest((request) -> {
			String key = DeliveryKey.next();
			if (key != null) {
				request.header(DeliveryKey.HEADER, key);
			}
		});
	}

}
