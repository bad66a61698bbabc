package io.github.resiliencestarter.http;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The contract for {@link WebClient} on the JDK's client.
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
		// Spring's connector caches the body (JdkClientHttpResponse.adaptBody), and so
		// never
		// passes a cancellation on: the connection is busy until the body ends by itself
		return false;
	}

}
