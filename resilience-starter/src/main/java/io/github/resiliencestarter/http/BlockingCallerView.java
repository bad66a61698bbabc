package io.github.resiliencestarter.http;

import java.io.IOException;
import java.nio.charset.Charset;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.UnknownHttpStatusCodeException;

/**
 * {@link CallerView} of {@code RestClient}, HTTP interfaces on it, and
 * {@code RestTemplate}.
 *
 * @param request the request
 */
record BlockingCallerView(HttpRequest request) implements CallerView {

	private static final byte[] NO_BODY = {};

	@Override
	public Throwable ofResponse(HttpStatusCode status, HttpHeaders headers) {
		String text = CallerView.textOf(status);
		Charset charset = CallerView.charsetOf(headers);
		String message = (status.value() + " " + text).strip() + " on " + describeRequest();
		if (status.is4xxClientError()) {
			return HttpClientErrorException.create(message, status, text, headers, NO_BODY, charset);
		}
		if (status.is5xxServerError()) {
			return HttpServerErrorException.create(message, status, text, headers, NO_BODY, charset);
		}
		return new UnknownHttpStatusCodeException(message, status.value(), text, headers, NO_BODY, charset);
	}

	@Override
	public Throwable ofError(Throwable error) {
		return (error instanceof IOException ex)
				? new ResourceAccessException("I/O error on " + describeRequest() + ": " + ex.getMessage(), ex) : error;
	}

	// Without the query, which may hold what must not be logged
	private String describeRequest() {
		String uri = this.request.getURI().toString();
		int query = uri.indexOf('?');
		return this.request.getMethod() + " request for \"" + ((query >= 0) ? uri.substring(0, query) : uri) + "\"";
	}

}
