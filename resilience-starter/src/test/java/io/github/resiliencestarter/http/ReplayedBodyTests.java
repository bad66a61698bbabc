package io.github.resiliencestarter.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import io.github.resiliencestarter.http.MisbehavingServer.Request;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClient.RequestBodySpec;
import org.springframework.web.reactive.function.client.WebClient.RequestHeadersSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each attempt of a {@code WebClient} has the body of the call and headers of its own.
 */
class ReplayedBodyTests {

	private static final Map<String, UnaryOperator<RequestBodySpec>> BODIES = Map.of("json",
			(spec) -> (RequestBodySpec) spec.bodyValue(Map.of("a", 1)), "text",
			(spec) -> (RequestBodySpec) spec.contentType(MediaType.TEXT_PLAIN).bodyValue("a".repeat(20)), "bytes",
			(spec) -> (RequestBodySpec) spec.contentType(MediaType.parseMediaType("application/x-own;v=1"))
				.bodyValue("bytes".getBytes(StandardCharsets.UTF_8)),
			"form", (spec) -> (RequestBodySpec) spec.body(BodyInserters.fromFormData("a", "1")), "length",
			(spec) -> (RequestBodySpec) spec.contentLength(4).contentType(MediaType.TEXT_PLAIN).bodyValue("four"),
			"resource", (spec) -> (RequestBodySpec) spec.contentType(MediaType.APPLICATION_PDF)
				.bodyValue(new ByteArrayResource("resource".getBytes(StandardCharsets.UTF_8))));

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "reactor", "jetty" })
	void attemptsDifferInWhatTheFiltersAddOnly(String connector) throws Exception {
		run(connector, (server, client) -> {
			AtomicInteger number = new AtomicInteger();
			WebClient signing = client.mutate().filter((request, next) -> {
				int attempt = number.incrementAndGet();
				return next.exchange(ClientRequest.from(request)
					.cookie("session", "s" + attempt)
					.header("X-Nonce", "n" + attempt)
					.body((message, context) -> request.body().insert(new Signing(message, "s" + attempt), context))
					.build());
			}).build();
			BODIES.forEach((name, body) -> {
				server.behave(Behaviour.answer(503, "1"), Behaviour.answer(503, "2"), Behaviour.answer(200, "ok"));
				number.set(0);
				RequestHeadersSpec<?> spec = body.apply(signing.put().uri("/"));
				Integer status = spec
					.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
					.block();
				assertThat(server.requests).as(name).isNotEmpty();
				if (!name.equals("resource")) {
					assertThat(status).as(name).isEqualTo(200);
					assertThat(server.requests).as(name).hasSize(3);
				}
				assertOwnHeaders(name, server.requests);
			});
		});
	}

	private static void assertOwnHeaders(String name, List<Request> requests) {
		Request first = requests.get(0);
		for (int i = 0; i < requests.size(); i++) {
			Request request = requests.get(i);
			assertThat(request.body()).as(name).isEqualTo(first.body());
			assertThat(request.headers()).as(name)
				.containsEntry("X-Nonce", "n" + (i + 1))
				.containsEntry("X-Signature", "s" + (i + 1) + "-" + first.body().length());
			assertThat(request.headers().get("Cookie")).as(name).contains("session=s" + (i + 1));
			for (String described : List.of("Content-Type", "Content-Length")) {
				assertThat(request.headers().get(described)).as(name).isEqualTo(first.headers().get(described));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "reactor", "jetty" })
	void multipartBodyIsSentOnceOrInFull(String connector) throws Exception {
		run(connector, (server, client) -> {
			server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "ok"));
			client.put()
				.uri("/")
				.body(BodyInserters.fromMultipartData("file",
						new ByteArrayResource("content".getBytes(StandardCharsets.UTF_8))))
				.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
				.block();
			assertThat(server.requests).isNotEmpty().allSatisfy((request) -> {
				String boundary = String.valueOf(request.headers().get("Content-Type")).replaceAll(".*boundary=", "");
				assertThat(request.body()).contains("content", boundary);
			});
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "reactor", "jetty" })
	void attemptAfterABrokenConnectionHasItsOwnHeaders(String connector) throws Exception {
		run(connector, (server, client) -> {
			server.behave(Behaviour.reset(), Behaviour.answer(200, "ok"));
			AtomicInteger number = new AtomicInteger();
			WebClient signing = client.mutate()
				.filter((request, next) -> next
					.exchange(ClientRequest.from(request).header("X-Nonce", "n" + number.incrementAndGet()).build()))
				.build();
			signing.put().uri("/").bodyValue(Map.of("a", 1)).retrieve().toBodilessEntity().block();
			assertThat(server.requests).extracting((request) -> request.headers().get("X-Nonce"))
				.doesNotHaveDuplicates();
			assertThat(server.requests).extracting(Request::body).containsOnly("{\"a\":1}");
		});
	}

	private static void run(String connector, Play play) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer();
				ConfigurableApplicationContext context = new SpringApplicationBuilder(
						HttpGuardContract.Application.class)
					.web(WebApplicationType.NONE)
					.properties("spring.http.clients.reactive.connector=" + connector, "spring.main.banner-mode=off",
							"resilience4j.retry.configs.default.wait-duration=1ms",
							"resilience4j.circuitbreaker.configs.default.minimum-number-of-calls=1000",
							"resilience.client.retry-budget.min-per-second=100")
					.run()) {
			play.run(server,
					context.getBean(WebClient.Builder.class).baseUrl("http://localhost:" + server.port()).build());
		}
	}

	/**
	 * Request that signs its body when that is written, as clients of cloud services do.
	 */
	private static final class Signing extends ClientHttpRequestDecorator {

		private final String key;

		Signing(ClientHttpRequest request, String key) {
			super(request);
			this.key = key;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return DataBufferUtils.join(Flux.from(body)).flatMap((buffer) -> {
				getHeaders().set("X-Signature", this.key + "-" + buffer.readableByteCount());
				return super.writeWith(Mono.just(buffer));
			});
		}

	}

	@FunctionalInterface
	private interface Play {

		void run(MisbehavingServer server, WebClient client) throws Exception;

	}

}
