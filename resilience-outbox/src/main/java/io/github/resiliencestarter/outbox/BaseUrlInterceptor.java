package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.net.URI;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * Sends requests for a target to its base URL, after the guard, whose circuit breaker is
 * that of the target and not of the host.
 *
 * @param root the root of the target, as the guard sees it
 * @param baseUrl the base URL
 */
record BaseUrlInterceptor(String root, String baseUrl) implements ClientHttpRequestInterceptor {

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		String uri = request.getURI().toString();
		if (!uri.startsWith(this.root)) {
			return execution.execute(request, body);
		}
		URI replaced = URI.create(this.baseUrl + uri.substring(this.root.length()));
		return execution.execute(new HttpRequestWrapper(request) {

			@Override
			public URI getURI() {
				return replaced;
			}

		}, body);
	}

}
