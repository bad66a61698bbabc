package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.FastByteArrayOutputStream;

/**
 * Guarded request whose body is passed on while it arrives. Another attempt is possible
 * until the first one has begun to read the body.
 */
class RoutedRequest extends LibraryRequest implements ClientHttpRequest, StreamingHttpOutputMessage {

	private static final byte[] BODY_IN_REQUEST = {};

	private final RoutedRequests routed;

	private final URI uri;

	private final HttpMethod method;

	private @Nullable Body body;

	private volatile boolean bodyRead;

	RoutedRequest(RoutedRequests routed, URI uri, HttpMethod method) {
		this.routed = routed;
		this.uri = uri;
		this.method = method;
	}

	@Override
	public ClientHttpResponse execute() throws IOException {
		return this.routed.guard().intercept(this, BODY_IN_REQUEST, (attempt, none) -> attempt(attempt));
	}

	private ClientHttpResponse attempt(HttpRequest attempt) throws IOException {
		ClientHttpRequestInterceptor loadBalancer = this.routed.loadBalancer();
		return (loadBalancer != null) ? loadBalancer.intercept(attempt, BODY_IN_REQUEST, (chosen, none) -> send(chosen))
				: send(attempt);
	}

	private ClientHttpResponse send(HttpRequest request) throws IOException {
		ClientHttpRequestFactory factory = this.routed.guard().abortable(this.routed.factory());
		ClientHttpRequest toSend = factory.createRequest(request.getURI(), request.getMethod());
		request.getHeaders().forEach(toSend.getHeaders()::addAll);
		toSend.getAttributes().putAll(request.getAttributes());
		Body body = this.body;
		if (body != null && toSend instanceof StreamingHttpOutputMessage streaming) {
			streaming.setBody((stream) -> write(body, stream));
		}
		else if (body != null) {
			write(body, toSend.getBody());
		}
		return toSend.execute();
	}

	private void write(Body body, OutputStream stream) throws IOException {
		this.bodyRead = true;
		body.writeTo(stream);
	}

	@Override
	public void setBody(Body body) {
		this.body = body;
	}

	@Override
	public OutputStream getBody() {
		FastByteArrayOutputStream buffer = new FastByteArrayOutputStream();
		this.body = buffer::writeTo;
		return buffer;
	}

	@Override
	public boolean isRepeatable() {
		Body body = this.body;
		return body == null || body.repeatable() || !this.bodyRead;
	}

	// Nobody may have read the body yet, but only one request can
	@Override
	public boolean isHedgeable() {
		Body body = this.body;
		return body == null || body.repeatable();
	}

	@Override
	public String target() {
		return Objects.requireNonNullElseGet(TargetName.of(this.uri), this.uri::toString);
	}

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

}
