package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for response bodies that are read as streams.
 */
@Timeout(60)
class StreamedResponseTests {

	private static final String LARGE = "x".repeat(200_000);

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	void freesThePlacesOfStreamsThatAreClosedEarly(String factory) throws Exception {
		run(factory, (server, context) -> {
			server.behave(Behaviour.answer(200, LARGE));
			for (int i = 0; i < 60; i++) {
				try (InputStream body = open(context, server).getBody()) {
					assertThat(body.read()).isEqualTo('x');
				}
			}
			assertThat(free(context)).isEqualTo(50);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	void freesThePlacesOfResponsesThatAreClosedEarly(String factory) throws Exception {
		run(factory, (server, context) -> {
			server.behave(Behaviour.answer(200, LARGE));
			for (int i = 0; i < 60; i++) {
				try (ClientHttpResponse response = open(context, server)) {
					assertThat(response.getBody().read()).isEqualTo('x');
				}
			}
			assertThat(free(context)).isEqualTo(50);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	void freesThePlaceWhenAllBytesHaveBeenReadWithoutAskingForTheEnd(String factory) throws Exception {
		run(factory, (server, context) -> {
			server.behave(Behaviour.answer(200, "four"));
			assertThat(open(context, server).getBody().readNBytes(4)).hasSize(4);
			assertThat(free(context)).isEqualTo(50);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	void freesThePlacesOfStreamsThatAreNeverClosedAtTheLimit(String factory) throws Exception {
		run(factory, (server, context) -> {
			server.behave(Behaviour.answer(200, LARGE));
			for (int i = 0; i < 4; i++) {
				assertThat(open(context, server).getBody().read()).isEqualTo('x');
				assertThat(open(context, server).getStatusCode().value()).isEqualTo(200);
			}
			assertThat(free(context)).isLessThan(50);
			Awaitility.await()
				.atMost(Duration.ofSeconds(5))
				.untilAsserted(() -> assertThat(free(context)).isEqualTo(50));
			assertThat(breaker(context).getMetrics().getNumberOfFailedCalls()).isZero();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	void doesNotBlameTheTargetForASlowReader(String factory) throws Exception {
		run(factory, (server, context) -> {
			server.behave(Behaviour.answer(200, LARGE));
			try (InputStream body = open(context, server).getBody()) {
				long read = 0;
				for (int i = 0; i < 10; i++) {
					read += body.readNBytes(20_000).length;
					work(Duration.ofMillis(100));
				}
				assertThat(read).isEqualTo(LARGE.length());
			}
			assertThat(breaker(context).getMetrics().getNumberOfFailedCalls()).isZero();
			assertThat(breaker(context).getMetrics().getNumberOfSlowCalls()).isZero();
			assertThat(breaker(context).getMetrics().getNumberOfSuccessfulCalls()).isOne();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	void endsAReadThatTheTargetKeepsWaitingAlsoAfterASlowReader(String factory) throws Exception {
		run(factory, (server, context) -> {
			server.behave(Behaviour.drip());
			InputStream body = open(context, server).getBody();
			assertThat(body.read()).isEqualTo('.');
			work(Duration.ofMillis(700));
			assertThat(free(context)).isEqualTo(50);
			assertThat(HttpGuardContract.took(() -> assertThatException().isThrownBy(body::readAllBytes)))
				.isLessThan(Duration.ofSeconds(3));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	void blamesTheTargetForABodyThatDrips(String factory) throws Exception {
		run(factory, (server, context) -> {
			server.behave(Behaviour.drip());
			InputStream body = open(context, server).getBody();
			work(Duration.ofMillis(50));
			assertThat(HttpGuardContract.took(() -> assertThatException().isThrownBy(body::readAllBytes)))
				.isLessThan(Duration.ofSeconds(3));
			assertThat(breaker(context).getMetrics().getNumberOfFailedCalls()).isOne();
			assertThat(free(context)).isEqualTo(50);
		});
	}

	@Test
	void blamesTheTargetForABodyThatDripsToARestTemplate() throws Exception {
		run("jdk", (server, context) -> assertIsBlamedForDripping(server, context, () -> {
			RestTemplate restTemplate = context.getBean(RestTemplateBuilder.class).build();
			restTemplate.execute("http://localhost:" + server.port(), HttpMethod.GET, null, (response) -> {
				assertThat(response.getBody().read()).isEqualTo('.');
				return response.getBody().readAllBytes();
			});
		}));
	}

	@Test
	void blamesTheTargetForABodyThatDripsToAnHttpInterface() throws Exception {
		run("jdk", (server, context) -> assertIsBlamedForDripping(server, context, () -> {
			RestClient restClient = context.getBean(RestClient.Builder.class)
				.baseUrl("http://localhost:" + server.port())
				.build();
			try (InputStream body = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(restClient))
				.build()
				.createClient(Streams.class)
				.open()) {
				assertThat(body.read()).isEqualTo('.');
				body.readAllBytes();
			}
		}));
	}

	private static void assertIsBlamedForDripping(MisbehavingServer server, ConfigurableApplicationContext context,
			ThrowingCallable reader) {
		server.behave(Behaviour.drip());
		assertThat(HttpGuardContract.took(() -> assertThatException().isThrownBy(reader)))
			.isLessThan(Duration.ofSeconds(3));
		assertThat(breaker(context).getMetrics().getNumberOfFailedCalls()).isOne();
		assertThat(free(context)).isEqualTo(50);
	}

	private static void work(Duration duration) throws InterruptedException {
		// Time must pass, to simulate a reader that processes data
		assertThat(new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
	}

	private static ClientHttpResponse open(ConfigurableApplicationContext context, MisbehavingServer server) {
		return context.getBean(RestClient.Builder.class)
			.build()
			.get()
			.uri("http://localhost:" + server.port())
			.exchangeForRequiredValue((request, response) -> response, false);
	}

	private static int free(ConfigurableApplicationContext context) {
		Bulkhead bulkhead = context.getBean(BulkheadRegistry.class).bulkhead("localhost");
		return bulkhead.getMetrics().getAvailableConcurrentCalls();
	}

	private static CircuitBreaker breaker(ConfigurableApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("localhost");
	}

	private static void run(String factory, Play play) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer();
				ConfigurableApplicationContext context = new SpringApplicationBuilder(
						HttpGuardContract.Application.class)
					.web(WebApplicationType.NONE)
					.properties("spring.http.clients.imperative.factory=" + factory,
							"resilience4j.bulkhead.configs.default.max-concurrent-calls=50",
							"resilience4j.circuitbreaker.configs.default.slow-call-duration-threshold=400ms",
							"resilience.client.attempt-timeout=500ms", "spring.main.banner-mode=off")
					.run()) {
			play.run(server, context);
		}
	}

	interface Streams {

		@GetExchange("/")
		InputStream open();

	}

	@FunctionalInterface
	private interface Play {

		void run(MisbehavingServer server, ConfigurableApplicationContext context)
				throws IOException, InterruptedException;

	}

}
