package io.github.resiliencestarter.outbox;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.cloud.client.loadbalancer.BlockingLoadBalancerInterceptor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

/**
 * Configuration for messages over HTTP.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ RestClient.class, RestClientCustomizer.class, BlockingLoadBalancerInterceptor.class })
class HttpConfiguration {

	@Bean
	IdempotencyKeys outboxIdempotencyKeys() {
		return new IdempotencyKeys();
	}

	@Bean
	RestClientCustomizer outboxRestClientCustomizer(IdempotencyKeys keys) {
		return (builder) -> builder.requestInitializers(keys::addTo);
	}

	@Bean
	RestTemplateCustomizer outboxRestTemplateCustomizer(IdempotencyKeys keys) {
		return (restTemplate) -> keys.addTo(restTemplate.getClientHttpRequestInitializers());
	}

	@Bean
	HttpTransport outboxHttpTransport(ObjectProvider<RestClient.Builder> builder, OutboxProperties properties,
			ObjectProvider<BlockingLoadBalancerInterceptor> loadBalancer, IdempotencyKeys keys) {
		return new HttpTransport((target) -> {
			String baseUrl = properties.of(target).baseUrl();
			String root = "http://" + target;
			RestClient.Builder client = builder.getObject().requestInitializers(keys::addTo);
			addInterceptor(client, (baseUrl != null) ? new BaseUrlInterceptor(root, baseUrl)
					: loadBalancer.stream().findFirst().orElse(null));
			return new HttpTransport.Client(client.build(), root);
		});
	}

	private static void addInterceptor(RestClient.Builder client, @Nullable ClientHttpRequestInterceptor interceptor) {
		client.requestInterceptors((interceptors) -> {
			if (interceptor != null && !interceptors.contains(interceptor)) {
				interceptors.add(interceptor);
			}
		});
	}

}
