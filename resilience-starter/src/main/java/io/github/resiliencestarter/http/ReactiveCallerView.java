package io.github.resiliencestarter.http;

import java.io.IOException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import java.net.URI;
import java.util.Map;

/**
 * {@link CallerView} of {@code WebClient} and HTTP interfaces on it.
 *
 * @param request the request
 */
record ReactiveCallerView(ClientRequest request) implements CallerView {

	@Override
	public Throwable ofResponse(HttpStatusCode status, HttpHeaders headers) {
		return WebClientResponseException.create(status, CallerView.textOf(status), headers, new byte[0],
				CallerView.charsetOf(headers), new Request(this.request));
	}

	@Override
	public Throwable ofError(Throwable error) {
		return (error instanceof IOException) ? new WebClientRequestException(error, this.request.method(),
				this.request.url(), this.request.headers()) : error;
	}

	/**
	 * Request as the exception shows it.
	 *
	 * @param request the request of the client
	 */
	private record Request(ClientRequest request) implements HttpRequest {

		@Override
		public HttpMethod getMethod() {
			return this.request.method();
		}

		@Override
		public URI getURI() {
			return this.request.url();
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.request.headers();
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.request.attributes();
		}

	}

}
