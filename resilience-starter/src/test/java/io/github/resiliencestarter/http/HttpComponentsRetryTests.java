package io.github.resiliencestarter.http;

import java.util.stream.Stream;

import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the retries of Apache's clients: they are the client's own for calls that are
 * not guarded, and the guard's for the others.
 */
class HttpComponentsRetryTests {

	@ParameterizedTest
	@EnumSource
	void staysOnForCallsThatAreNotGuarded(Kind kind) throws Exception {
		assertThat(requests(kind, HttpGuardContract.Application.class,
				"resilience.client.targets.localhost.enabled=false"))
			.isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void staysOnWithoutGuards(Kind kind) throws Exception {
		assertThat(requests(kind, HttpGuardContract.Application.class, "resilience.client.enabled=false")).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void isOffForCallsThatAreGuarded(Kind kind) throws Exception {
		assertThat(requests(kind, HttpGuardContract.Application.class,
				"resilience4j.retry.instances.localhost.max-attempts=3"))
			.isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource
	void isTheUsersIfThereIsOne(Kind kind) throws Exception {
		assertThat(requests(kind, Persistent.class, "resilience.client.targets.localhost.enabled=false")).isEqualTo(4);
		assertThat(requests(kind, Persistent.class, "resilience4j.retry.instances.localhost.max-attempts=1"))
			.isEqualTo(4);
	}

	@ParameterizedTest
	@EnumSource
	void isOffIfTheUserSwitchesItOff(Kind kind) throws Exception {
		assertThat(requests(kind, Without.class, "resilience.client.targets.localhost.enabled=false")).isOne();
	}

	private static int requests(Kind kind, Class<?> application, String... properties) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer();
				ConfigurableApplicationContext context = new SpringApplicationBuilder(application)
					.web(WebApplicationType.NONE)
					.properties("spring.http.clients.imperative.factory=http-components",
							"spring.http.clients.reactive.connector=http-components", "spring.main.banner-mode=off",
							"resilience4j.retry.configs.default.wait-duration=1ms",
							"resilience.client.retry-budget.min-per-second=100")
					.run(Stream.of(properties).map((property) -> "--" + property).toArray(String[]::new))) {
			// Apache waits as long as it is told to, 1 s without that
			server.behave(Behaviour.answer(503, "down", "Retry-After: 0"));
			assertThat(kind.status(context, "http://localhost:" + server.port())).isEqualTo(503);
			return server.requests.size();
		}
	}

	enum Kind {

		BLOCKING, REACTIVE;

		private int status(ConfigurableApplicationContext context, String url) {
			if (this == BLOCKING) {
				return context.getBean(RestClient.Builder.class)
					.build()
					.get()
					.uri(url)
					.exchangeForRequiredValue((request, response) -> response.getStatusCode().value());
			}
			return context.getBean(WebClient.Builder.class)
				.build()
				.get()
				.uri(url)
				.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
				.blockOptional()
				.orElseThrow();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(HttpGuardContract.Application.class)
	static class Persistent {

		private static final DefaultHttpRequestRetryStrategy STRATEGY = new DefaultHttpRequestRetryStrategy(3,
				TimeValue.ofMilliseconds(1));

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> blockingStrategy() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.setRetryStrategy(STRATEGY));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> reactiveStrategy() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.setRetryStrategy(STRATEGY));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(HttpGuardContract.Application.class)
	static class Without {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> blockingStrategy() {
			return (builder) -> builder.withHttpClientCustomizer(HttpClientBuilder::disableAutomaticRetries);
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> reactiveStrategy() {
			return (builder) -> builder.withHttpClientCustomizer(HttpAsyncClientBuilder::disableAutomaticRetries);
		}

	}

}
