package io.github.resiliencestarter.http;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contract tests for {@link WebClient} with the JDK's client.
 */
class WebClientGuardTests extends HttpGuardContract {

	@Override
	String[] properties() {
		return new String[] { "spring.http.clients.reactive.connector=jdk" };
	}

	@Override
	Client client(ConfigurableApplicationContext context, String baseUrl) {
		WebClient webClient = context.getBean(WebClient.Builder.class).baseUrl(baseUrl).build();
		return (method, body, key) -> {
			WebClient.RequestBodySpec request = webClient.method(HttpMethod.valueOf(method)).uri("/");
			if (key != null) {
				request.header(Idempotency.KEY_HEADER, key);
			}
			if (body != null) {
				request.contentType(MediaType.TEXT_PLAIN).bodyValue(body);
			}
			return request
				.exchangeToMono((response) -> response.bodyToMono(String.class)
					.map((text) -> response.statusCode().value() + " " + text))
				.blockOptional()
				.orElseThrow();
		};
	}

	@Override
	boolean closesConnectionsThatDrip() {
		// Spring's connector caches the body (JdkClientHttpResponse.adaptBody) and
		// never passes on a cancellation, so the connection is busy until the body ends
		return false;
	}

	@Test
	void repeatsAPostThatIsMarkedAsIdempotent() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "ok"));
		Mono<String> body = this.context.getBean(WebClient.Builder.class)
			.build()
			.post()
			.uri("http://localhost:" + this.server.port())
			.attribute(Idempotent.ATTRIBUTE, true)
			.bodyValue("query")
			.retrieve()
			.bodyToMono(String.class);
		assertThat(body.block()).isEqualTo("ok");
		assertThat(this.server.requests).extracting(MisbehavingServer.Request::body).containsExactly("query", "query");
	}

	@Test
	void asksForTheValueOfABodyOnlyOnce() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "ok"));
		AtomicInteger asked = new AtomicInteger();
		Mono<String> body = Mono.fromSupplier(() -> "order " + asked.incrementAndGet());
		assertThat(put(BodyInserters.fromPublisher(body, String.class))).isEqualTo(200);
		assertThat(this.server.requests).extracting(MisbehavingServer.Request::body)
			.containsExactly("order 1", "order 1");
	}

	@Test
	void doesNotRepeatAStream() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "never"));
		assertThat(put(BodyInserters.fromPublisher(Flux.just("a", "b"), String.class))).isEqualTo(503);
		assertThat(this.server.requests).hasSize(1);
	}

	@Test
	void runsTheFiltersAnewForEachAttemptAndReplaysOnlyTheBody() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "ok"));
		AtomicInteger number = new AtomicInteger();
		WebClient webClient = this.context.getBean(WebClient.Builder.class).filter((request, next) -> {
			int attempt = number.incrementAndGet();
			ClientRequest.Builder signed = ClientRequest.from(request).header("X-Token", "token-" + attempt);
			signed.header("X-Only-" + attempt, "signature");
			return next.exchange(signed.build());
		}).build();
		Mono<Integer> put = webClient.put()
			.uri("http://localhost:" + this.server.port())
			.bodyValue(Map.of("key", "value"))
			.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()));
		assertThat(put.block()).isEqualTo(200);
		assertThat(number).hasValueGreaterThanOrEqualTo(2);
		assertThat(this.server.requests).allSatisfy((request) -> {
			String attempt = String.valueOf(request.headers().get("X-Token")).substring("token-".length());
			assertThat(request.headers().keySet().stream().filter((name) -> name.startsWith("X-Only-")))
				.containsExactly("X-Only-" + attempt);
			assertThat(request.headers()).containsEntry("Content-Type", "application/json")
				.containsEntry("Content-Length", "15");
		});
	}

	@Test
	void repeatsAForm() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "ok"));
		assertThat(put(BodyInserters.fromFormData("a", "1").with("b", "2"))).isEqualTo(200);
		assertThat(this.server.requests).extracting(MisbehavingServer.Request::body)
			.containsExactly("a=1&b=2", "a=1&b=2");
	}

	private int put(BodyInserter<?, ? super ClientHttpRequest> body) {
		return this.context.getBean(WebClient.Builder.class)
			.build()
			.put()
			.uri("http://localhost:" + this.server.port())
			.body(body)
			.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
			.blockOptional()
			.orElseThrow();
	}

	/**
	 * Contract tests for {@link WebClient} on Reactor Netty.
	 */
	static class OnReactorNettyTests extends WebClientGuardTests {

		@Override
		String[] properties() {
			return new String[] { "spring.http.clients.reactive.connector=reactor" };
		}

		@Override
		boolean closesConnectionsThatDrip() {
			return true;
		}

	}

	/**
	 * Contract tests for {@link WebClient} on Jetty's client.
	 */
	static class OnJettyTests extends WebClientGuardTests {

		@Override
		String[] properties() {
			return new String[] { "spring.http.clients.reactive.connector=jetty" };
		}

		// It subscribes to the body before it connects, and the body of a POST is not
		// kept
		@Override
		boolean repeatsEveryRefusedRequest() {
			return false;
		}

	}

}
