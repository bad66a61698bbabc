package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.fallback.FallbackFixture.Response;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Last good answers of {@link WebClient} on the JDK's client.
 */
class WebClientLastGoodTests extends LastGoodClientContract {

	@Override
	Class<?> application() {
		return Application.class;
	}

	@Override
	String[] properties() {
		return new String[] { "spring.http.clients.reactive.connector=jdk" };
	}

	@Override
	Answer send(String method, String url, Map<String, String> headers) {
		return send(client(), method, url, headers);
	}

	private static Answer send(WebClient client, String method, String url, Map<String, String> headers) {
		return client.method(HttpMethod.valueOf(method))
			.uri(url)
			.headers((all) -> all.setAll(headers))
			.exchangeToMono((response) -> response.bodyToMono(String.class)
				.defaultIfEmpty("")
				.map((body) -> new Answer(response.statusCode().value(), body, response.headers().asHttpHeaders())))
			.blockOptional()
			.orElseThrow();
	}

	private WebClient client() {
		return this.context.getBean(WebClient.Builder.class).build();
	}

	@Test
	void answerToRequestWithACookieIsNeitherKeptNorUsed() {
		WebClient ofUser = client().mutate().defaultCookie("session", "secret").build();
		send(ofUser, "GET", this.server.url("/a"), Map.of());
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(Map.of());
	}

	@Test
	void credentialsThatAFilterAddsCount() {
		WebClient ofUser = client().mutate()
			.filter((request, next) -> next
				.exchange(ClientRequest.from(request).headers((headers) -> headers.setBearerAuth("secret")).build()))
			.build();
		send(ofUser, "GET", this.server.url("/a"), Map.of());
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(Map.of());
		this.server.response = new Response(200, "public");
		get();
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		assertThat(send(ofUser, "GET", this.server.url("/a"), Map.of()).status()).isEqualTo(503);
	}

	@Test
	void answerToRequestWithCredentialsIsKeptUnderTheCallersOwnKey() {
		assertThat(ofUser("anna")).isEqualTo("good");
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		assertThat(ofUser("anna")).isEqualTo("good");
		assertThat(ofUser("bert")).isEqualTo("bad");
	}

	private String ofUser(String user) {
		return client().get()
			.uri(this.server.url("/a"))
			.header(HttpHeaders.AUTHORIZATION, "secret")
			.attribute(LastGoodKey.ATTRIBUTE, user)
			.exchangeToMono((response) -> response.bodyToMono(String.class))
			.blockOptional()
			.orElseThrow();
	}

	@Test
	void answerIsReadWithTheCodecsOfTheClient() {
		this.server.response = new Response(200, "\"" + "x".repeat(90_000) + "\"", "Content-Type: application/json");
		WebClient small = client().mutate().codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(100_000)).build();
		assertThat(text(small)).hasSize(90_000);
		awaitKept(1);
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("localhost").transitionToOpenState();
		assertThat(text(small)).hasSize(90_000);
		assertThat(text(client())).hasSize(90_000);
	}

	private String text(WebClient client) {
		return client.get()
			.uri(this.server.url("/a"))
			.accept(MediaType.ALL)
			.retrieve()
			.bodyToMono(String.class)
			.map((text) -> text.replace("\"", ""))
			.blockOptional()
			.orElseThrow();
	}

	@Test
	void bodyThatIsTooLargeArrivesAsFastAsItIsRequested() {
		this.server.response = new Response(200, "x".repeat(5_000_000), Response.CHUNKED);
		AtomicInteger length = new AtomicInteger();
		Flux<DataBuffer> body = client().get()
			.uri(this.server.url("/a"))
			.exchangeToFlux((response) -> response.bodyToFlux(DataBuffer.class));
		StepVerifier.create(body.doOnNext((buffer) -> {
			length.addAndGet(buffer.readableByteCount());
			DataBufferUtils.release(buffer);
		}), 1).expectNextCount(1).thenRequest(2).expectNextCount(2).thenCancel().verify(Duration.ofSeconds(30));
		assertThat(length.get()).isLessThan(5_000_000);
		assertNothingIsOpen();
	}

	@Test
	void subscriberMayCancelAnyTime() {
		this.server.delay = Duration.ofSeconds(1);
		StepVerifier.create(client().get().uri(this.server.url("/a")).retrieve().toBodilessEntity())
			.thenAwait(Duration.ofMillis(200))
			.thenCancel()
			.verify(Duration.ofSeconds(30));
		assertNothingIsOpen();
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Caching.class)
	static class Application {

	}

	/**
	 * Last good answers of {@link WebClient} on Reactor Netty.
	 */
	static class OnReactorNettyTests extends WebClientLastGoodTests {

		@Override
		String[] properties() {
			return new String[] { "spring.http.clients.reactive.connector=reactor" };
		}

	}

}
