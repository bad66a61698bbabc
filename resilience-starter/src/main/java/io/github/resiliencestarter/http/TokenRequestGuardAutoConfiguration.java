package io.github.resiliencestarter.http;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;

/**
 * {@link AutoConfiguration Auto-configuration} for guarded token requests of OAuth2
 * clients with client credentials. Spring Security sends them with a client of its own
 * that has no timeouts.
 */
@AutoConfiguration(after = HttpGuardAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnClass({ RestClientClientCredentialsTokenResponseClient.class, RestClient.class })
@ConditionalOnBean(GuardInterceptor.class)
public final class TokenRequestGuardAutoConfiguration {

	// Another token does not invalidate the first one, so the request is safe to repeat.
	// Not the RestClient.Builder of users, which may add a token to all requests or
	// choose instances
	@Bean
	@ConditionalOnMissingBean
	OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> httpClientCredentialsTokenClient(
			GuardInterceptor guard, ObjectProvider<ClientHttpRequestFactory> requestFactory) {
		RestClientClientCredentialsTokenResponseClient client = new RestClientClientCredentialsTokenResponseClient();
		RestClient.Builder builder = RestClient.builder();
		// Spring Boot's: Apache's own would retry by itself
		requestFactory.ifUnique(builder::requestFactory);
		client.setRestClient(builder.requestInterceptors(guard::addTo)
			.defaultRequest((request) -> request.attribute(Idempotent.ATTRIBUTE, true))
			.configureMessageConverters((converters) -> converters.disableDefaults()
				.addCustomConverter(new FormHttpMessageConverter())
				.addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
			.defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
			.build());
		return client;
	}

}
