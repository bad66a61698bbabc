package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Responses of which an application reads a part, or nothing, free their place in the
 * bulkhead.
 */
class AbandonedResponseTests {

	private static final String LARGE = "x".repeat(200_000);

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components", "simple", "jetty", "reactor" })
	void freePlacesOfBlockingClients(String factory) throws Exception {
		run(factory, (server, context) -> {
			RestClient client = context.getBean(RestClient.Builder.class)
				.baseUrl("http://localhost:" + server.port())
				.build();
			server.behave(Behaviour.answer(200, LARGE));
			callsOf(client).forEach((name, call) -> assertFree(context, name, call));
			callsOf(context.getBean(RestTemplateBuilder.class).baseUri("http://localhost:" + server.port()).build())
				.forEach((name, call) -> assertFree(context, name, call));
			server.behave((exchange) -> exchange
				.write("HTTP/1.1 200 X\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n"));
			assertFree(context, "head", () -> client.head().uri("/").retrieve().toBodilessEntity());
			for (int status : new int[] { 204, 304 }) {
				server.behave((exchange) -> exchange.write("HTTP/1.1 " + status + " X\r\n\r\n"));
				assertFree(context, String.valueOf(status),
						() -> client.get().uri("/").exchange((request, response) -> response.getStatusCode()));
			}
		});
	}

	private static Map<String, Call> callsOf(RestClient client) {
		Download download = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
			.build()
			.createClient(Download.class);
		Map<String, Call> calls = new LinkedHashMap<>();
		calls.put("exchange", () -> client.get().uri("/").exchange((request, response) -> "nothing"));
		calls.put("exchange that fails", () -> client.get().uri("/").exchange((request, response) -> {
			throw new IllegalStateException(String.valueOf(response.getBody().read()));
		}));
		calls.put("bodiless", () -> client.get().uri("/").retrieve().toBodilessEntity());
		calls.put("not readable", () -> client.get().uri("/").retrieve().body(Map.class));
		calls.put("resource", () -> client.get().uri("/").retrieve().body(Resource.class));
		calls.put("status handler",
				() -> client.get().uri("/").retrieve().onStatus((status) -> true, (request, response) -> {
					throw new IllegalStateException();
				}).body(String.class));
		calls.put("interface", () -> read(download));
		return calls;
	}

	private static int read(Download download) {
		try (InputStream body = download.open()) {
			return body.read();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Map<String, Call> callsOf(RestTemplate template) {
		return Map.of("template", () -> template.execute("/", HttpMethod.GET, null, (response) -> "nothing"),
				"template that fails", () -> template.execute("/", HttpMethod.GET, null, (response) -> {
					throw new IOException(String.valueOf(response.getBody().read()));
				}), "template not readable", () -> template.getForObject("/", Map.class));
	}

	@Test
	void freePlacesOfWebClients() throws Exception {
		run("jdk", (server, context) -> {
			WebClient client = context.getBean(WebClient.Builder.class)
				.baseUrl("http://localhost:" + server.port())
				.build();
			server.behave(Behaviour.answer(200, LARGE));
			exchangesOf(client).forEach((name, exchange) -> assertFree(context, name, exchange::block));
			retrievalsOf(client.get().uri("/").retrieve())
				.forEach((name, retrieval) -> assertFree(context, name, retrieval::block));
		});
	}

	private static Map<String, Mono<?>> exchangesOf(WebClient client) {
		return Map.of("released",
				client.get().uri("/").exchangeToMono((response) -> response.releaseBody().thenReturn(1)), "ignored",
				client.get().uri("/").exchangeToMono((response) -> Mono.just(1)), "failed",
				client.get().uri("/").exchangeToMono((response) -> Mono.<String>error(new IllegalStateException())),
				"thrown", client.get().uri("/").<String>exchangeToMono((response) -> {
					throw new IllegalStateException();
				}));
	}

	private static Map<String, Mono<?>> retrievalsOf(WebClient.ResponseSpec response) {
		return Map.of("bodiless", response.toBodilessEntity(), "not readable", response.bodyToMono(Map.class),
				"first block", response.bodyToFlux(DataBuffer.class).doOnNext(DataBufferUtils::release).take(1).then(),
				"timeout of the caller", response.bodyToMono(String.class).timeout(Duration.ofMillis(1)));
	}

	private static void assertFree(ConfigurableApplicationContext context, String name, Call call) {
		for (int i = 0; i < 7; i++) {
			try {
				@Nullable Object unused = call.run();
			}
			catch (RuntimeException ex) {
				assertThat(ex.toString()).as(name).doesNotContain("rejected", "full");
			}
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(2))
			.untilAsserted(() -> assertThat(context.getBean(BulkheadRegistry.class)
				.bulkhead("localhost")
				.getMetrics()
				.getAvailableConcurrentCalls()).as(name).isEqualTo(5));
		CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("localhost");
		assertThat(breaker.getMetrics().getNumberOfFailedCalls()).as(name).isZero();
	}

	private static void run(String factory, Play play) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer();
				ConfigurableApplicationContext context = new SpringApplicationBuilder(
						HttpGuardContract.Application.class)
					.web(WebApplicationType.NONE)
					.properties("spring.http.clients.imperative.factory=" + factory,
							"resilience4j.bulkhead.configs.default.max-concurrent-calls=5",
							"resilience.client.attempt-timeout=5s", "spring.main.banner-mode=off")
					.run()) {
			play.run(server, context);
		}
	}

	interface Download {

		@GetExchange("/")
		InputStream open();

	}

	@FunctionalInterface
	private interface Call {

		@Nullable Object run();

	}

	@FunctionalInterface
	private interface Play {

		void run(MisbehavingServer server, ConfigurableApplicationContext context) throws Exception;

	}

}
