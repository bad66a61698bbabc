package example;

import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.web.client.OAuth2ClientHttpRequestInterceptor;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.client.RestClient;

/**
 * Clients for the services behind this one.
 */
@Configuration(proxyBeanMethods = false)
class Clients {

	private static final Authentication SELF = new AnonymousAuthenticationToken("shop", "shop",
			AuthorityUtils.createAuthorityList("SERVICE"));

	@Bean
	@Scope("prototype")
	@LoadBalanced
	RestClient.Builder restClientBuilder(RestClientBuilderConfigurer configurer) {
		return configurer.configure(RestClient.builder());
	}

	/**
	 * Client that sends the token of this service.
	 */
	@Bean
	RestClient inventory(RestClient.Builder builder, OAuth2AuthorizedClientManager manager,
			OAuth2AuthorizedClientService clients) {
		OAuth2ClientHttpRequestInterceptor token = new OAuth2ClientHttpRequestInterceptor(manager);
		token.setClientRegistrationIdResolver((request) -> "shop");
		token.setPrincipalResolver((request) -> SELF);
		// After a 401, the next call fetches another token
		token.setAuthorizationFailureHandler(OAuth2ClientHttpRequestInterceptor.authorizationFailureHandler(clients));
		return builder.baseUrl("http://inventory").requestInterceptor(token).build();
	}

	/**
	 * Client that relays the token of the caller.
	 */
	@Bean
	RestClient pricing(RestClient.Builder builder) {
		return builder.baseUrl("http://pricing").requestInterceptor((request, body, execution) -> {
			if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken caller) {
				request.getHeaders().setBearerAuth(caller.getToken().getTokenValue());
			}
			return execution.execute(request, body);
		}).build();
	}

}
