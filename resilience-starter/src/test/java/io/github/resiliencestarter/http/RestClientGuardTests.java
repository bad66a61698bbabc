package io.github.resiliencestarter.http;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/**
 * The contract for {@link RestClient} on the JDK's client.
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

	/**
	 * The contract for {@link RestClient} on Apache's client.
	 */
	static class OnHttpComponentsTests extends RestClientGuardTests {

		@Override
		String[] properties() {
			return new String[] { "spring.http.clients.imperative.factory=http-components" };
		}

	}

}
