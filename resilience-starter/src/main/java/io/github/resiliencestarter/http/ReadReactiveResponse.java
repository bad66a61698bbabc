package io.github.resiliencestarter.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Response of {@code WebClient} whose body has been read.
 */
class ReadReactiveResponse implements ClientHttpResponse {

	private final ClientResponse response;

	private final InputStream body;

	ReadReactiveResponse(ClientResponse response, byte[] body) {
		this.response = response;
		this.body = new ByteArrayInputStream(body);
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return this.response.statusCode();
	}

	@Override
	public String getStatusText() {
		return "";
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.response.headers().asHttpHeaders();
	}

	@Override
	public InputStream getBody() {
		return this.body;
	}

	@Override
	public void close() {
		// The body is in memory
	}

}
