package io.github.resiliencestarter.http;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contract tests for {@link RestClient} with the JDK's client.
 */
class RestClientGuardTests extends HttpGuardContract {

	@Override
	String[] properties() {
		return new String[] { "spring.http.clients.imperative.factory=jdk" };
	}

	@Override
	Client client(ConfigurableApplicationContext context, String baseUrl) {
		RestClient restClient = context.getBean(RestClient.Builder.class)
			.baseUrl(baseUrl)
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
		return (method, body, key) -> {
			RestClient.RequestBodySpec request = restClient.method(HttpMethod.valueOf(method)).uri("/");
			if (key != null) {
				request.header(Idempotency.KEY_HEADER, key);
			}
			if (body != null) {
				request.contentType(MediaType.TEXT_PLAIN).body(body);
			}
			var answer = request.retrieve().toEntity(String.class);
			return answer.getStatusCode().value() + " " + answer.getBody();
		};
	}

	@Test
	void runsTheInterceptorsAnewForEachAttempt() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "ok"));
		AtomicInteger number = new AtomicInteger();
		RestClient restClient = this.context.getBean(RestClient.Builder.class)
			.requestInterceptor((request, body, execution) -> {
				int attempt = number.incrementAndGet();
				request.getHeaders().add("X-Token", "token-" + attempt);
				request.getHeaders().add("X-Only-" + attempt, "signature");
				return execution.execute(request, body);
			})
			.build();
		restClient.put()
			.uri("http://localhost:" + this.server.port())
			.body(Map.of("key", "value"))
			.retrieve()
			.toBodilessEntity();
		assertThat(this.server.requests).satisfiesExactly(
				(request) -> assertThat(request.headers()).containsEntry("X-Token", "token-1"),
				(request) -> assertThat(request.headers()).containsEntry("X-Token", "token-2")
					.containsEntry("X-Only-2", "signature")
					.doesNotContainKey("X-Only-1")
					.containsEntry("Content-Type", "application/json"));
	}

	@Test
	void repeatsAPostThatIsMarkedAsIdempotentWithoutTellingTheTarget() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "ok"));
		String body = this.context.getBean(RestClient.Builder.class)
			.build()
			.post()
			.uri("http://localhost:" + this.server.port())
			.attribute(Idempotent.ATTRIBUTE, true)
			.contentType(MediaType.TEXT_PLAIN)
			.body("query")
			.retrieve()
			.body(String.class);
		assertThat(body).isEqualTo("ok");
		assertThat(this.server.requests).extracting(MisbehavingServer.Request::body).containsExactly("query", "query");
		assertThat(this.server.requests).noneMatch((request) -> request.headers().containsKey(Idempotency.KEY_HEADER));
	}

	/**
	 * Contract tests for {@link RestClient} with Apache's client.
	 */
	static class OnHttpComponentsTests extends RestClientGuardTests {

		@Override
		String[] properties() {
			return new String[] { "spring.http.clients.imperative.factory=http-components" };
		}

	}

}
