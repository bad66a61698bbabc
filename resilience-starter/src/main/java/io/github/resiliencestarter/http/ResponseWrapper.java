package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Base class for responses that change another one.
 */
public abstract class ResponseWrapper implements ClientHttpResponse {

	private final ClientHttpResponse response;

	/**
	 * Creates a response.
	 * @param response the response to change
	 */
	protected ResponseWrapper(ClientHttpResponse response) {
		this.response = response;
	}

	/**
	 * Returns the response that this one changes.
	 */
	final ClientHttpResponse original() {
		return this.response;
	}

	@Override
	public HttpStatusCode getStatusCode() throws IOException {
		return this.response.getStatusCode();
	}

	@Override
	public String getStatusText() throws IOException {
		return this.response.getStatusText();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.response.getHeaders();
	}

	@Override
	public InputStream getBody() throws IOException {
		return this.response.getBody();
	}

	@Override
	public void close() {
		this.response.close();
	}

}
