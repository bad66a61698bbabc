package io.github.resiliencestarter.http;

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.NoOpResponseErrorHandler;
import org.springframework.web.client.RestTemplate;

/**
 * Contract tests for {@link RestTemplate}.
 */
class RestTemplateGuardTests extends HttpGuardContract {

	@Override
	String[] properties() {
		return new String[] { "spring.http.clients.imperative.factory=jdk" };
	}

	@Override
	Client client(ConfigurableApplicationContext context, String baseUrl) {
		RestTemplate restTemplate = context.getBean(RestTemplateBuilder.class)
			.errorHandler(new NoOpResponseErrorHandler())
			.build();
		return (method, body, key) -> {
			HttpHeaders headers = new HttpHeaders();
			headers.setContentType(MediaType.TEXT_PLAIN);
			if (key != null) {
				headers.set(Idempotency.KEY_HEADER, key);
			}
			var answer = restTemplate.exchange(baseUrl, HttpMethod.valueOf(method), new HttpEntity<>(body, headers),
					String.class);
			return answer.getStatusCode().value() + " " + answer.getBody();
		};
	}

}
