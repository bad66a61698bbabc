package io.github.resiliencestarter.http;

import java.util.List;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link TokenRequestGuardAutoConfiguration}.
 */
class TokenRequestGuardAutoConfigurationTests {

	private static final String TOKEN = "{\"access_token\": \"abc\", \"token_type\": \"Bearer\", \"expires_in\": 60}";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				BulkheadAutoConfiguration.class, GuardAutoConfiguration.class, EnginesAutoConfiguration.class,
				FailureAutoConfiguration.class, HttpGuardAutoConfiguration.class,
				TokenRequestGuardAutoConfiguration.class, HttpClientAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, RestClientAutoConfiguration.class))
		.withPropertyValues("resilience4j.retry.configs.default.wait-duration=1ms");

	private MisbehavingServer server;

	@BeforeEach
	void startServer() throws Exception {
		this.server = new MisbehavingServer();
	}

	@AfterEach
	void stopServer() throws Exception {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	void retriesATokenRequestWithTheSameCredentials(String library) {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, TOKEN, "Content-Type: application/json"));
		this.runner.withPropertyValues("spring.http.clients.imperative.factory=" + library).run((context) -> {
			assertThat(token(context)).isEqualTo("abc");
			assertThat(breaker(context).getMetrics().getNumberOfFailedCalls()).as("failures that the guard saw")
				.isOne();
			assertThat(this.server.requests).hasSize(2)
				.extracting((request) -> request.headers().get("Authorization"))
				.containsOnly("Basic c2hvcDpzZWNyZXQ=");
			assertThat(this.server.requests).extracting((request) -> request.body())
				.containsOnly("grant_type=client_credentials");
		});
	}

	@Test
	void doesNotBlameTheAuthorizationServerForWrongCredentials() {
		this.server.behave(Behaviour.answer(401, "{\"error\": \"invalid_client\"}", "Content-Type: application/json"));
		this.runner.run((context) -> {
			assertThatException().isThrownBy(() -> token(context)).withMessageContaining("invalid_client");
			assertThat(this.server.requests).hasSize(1);
			assertThat(breaker(context).getMetrics().getNumberOfFailedCalls()).isZero();
		});
	}

	@Test
	void failsFastWhileTheBreakerOfTheAuthorizationServerIsOpen() {
		this.runner.run((context) -> {
			breaker(context).transitionToOpenState();
			assertThatException().isThrownBy(() -> token(context)).withMessageContaining("circuit breaker is open");
			assertThat(this.server.requests).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.enabled=false", "resilience.client.enabled=false",
			"resilience.http.enabled=false" })
	void canBeSwitchedOff(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).doesNotHaveBean(OAuth2AccessTokenResponseClient.class));
	}

	@Test
	void leavesTheClientOfTheUserAlone() {
		this.runner.withUserConfiguration(OwnClient.class)
			.run((context) -> assertThat(context).getBean(OAuth2AccessTokenResponseClient.class)
				.isSameAs(context.getBean("own")));
	}

	@Test
	void guardsClientCredentialsBesideAClientForAnotherGrant() {
		this.runner.withUserConfiguration(ClientOfAnotherGrant.class)
			.run((context) -> assertThat(context.getBeanNamesForType(OAuth2AccessTokenResponseClient.class))
				.isEqualTo(List.of("own", "httpClientCredentialsTokenClient").toArray()));
	}

	@Test
	void startsWithoutSpringSecurity() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private String token(ApplicationContext context) {
		ClientRegistration registration = ClientRegistration.withRegistrationId("shop")
			.clientId("shop")
			.clientSecret("secret")
			.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.tokenUri("http://localhost:" + this.server.port() + "/token")
			.build();
		ObjectProvider<OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest>> client = context
			.getBeanProvider(ResolvableType.forClassWithGenerics(OAuth2AccessTokenResponseClient.class,
					OAuth2ClientCredentialsGrantRequest.class));
		return client.getObject()
			.getTokenResponse(new OAuth2ClientCredentialsGrantRequest(registration))
			.getAccessToken()
			.getTokenValue();
	}

	private static CircuitBreaker breaker(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("localhost");
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> own() {
			return new RestClientClientCredentialsTokenResponseClient();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClientOfAnotherGrant {

		@Bean
		OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> own() {
			return new RestClientRefreshTokenTokenResponseClient();
		}

	}

}
