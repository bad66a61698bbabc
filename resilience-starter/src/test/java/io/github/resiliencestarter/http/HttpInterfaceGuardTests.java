package io.github.resiliencestarter.http;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * Contract tests for an HTTP interface.
 */
class HttpInterfaceGuardTests extends HttpGuardContract {

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
		Exchanges exchanges = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(restClient))
			.build()
			.createClient(Exchanges.class);
		return (method, body, key) -> {
			ResponseEntity<String> answer = exchanges.exchange(HttpMethod.valueOf(method), body, key);
			return answer.getStatusCode().value() + " " + answer.getBody();
		};
	}

	interface Exchanges {

		@HttpExchange(url = "/", contentType = "text/plain")
		ResponseEntity<String> exchange(HttpMethod method, @Nullable @RequestBody(required = false) String body,
				@Nullable @RequestHeader(name = Idempotency.KEY_HEADER, required = false) String key);

	}

}
