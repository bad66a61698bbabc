package io.github.resiliencestarter.http;

import java.net.URI;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Request of {@code WebClient}, whose cookies are not among its headers.
 *
 * @param request the request
 */
record ReactiveRequest(ClientRequest request) implements HttpRequest {

	@Override
	public HttpMethod getMethod() {
		return this.request.method();
	}

	@Override
	public URI getURI() {
		return this.request.url();
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.request.attributes();
	}

	@Override
	public HttpHeaders getHeaders() {
		if (this.request.cookies().isEmpty()) {
			return this.request.headers();
		}
		HttpHeaders headers = HttpHeaders.copyOf(this.request.headers());
		this.request.cookies()
			.forEach((name, values) -> values.forEach((value) -> headers.add(HttpHeaders.COOKIE, name + "=" + value)));
		return headers;
	}

}
