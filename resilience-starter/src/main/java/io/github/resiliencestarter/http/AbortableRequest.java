package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Request of a client library that hands the response body to its attempt, so that the
 * attempt can close it.
 */
class AbortableRequest implements ClientHttpRequest {

	private static final Log logger = LogFactory.getLog(AbortableRequest.class);

	private final ClientHttpRequest request;

	private final TimedAttempt attempt;

	AbortableRequest(ClientHttpRequest request, TimedAttempt attempt) {
		this.request = request;
		this.attempt = attempt;
	}

	@Override
	public ClientHttpResponse execute() throws IOException {
		return new AbortableResponse(this.request.execute(), this.attempt);
	}

	@Override
	public OutputStream getBody() throws IOException {
		return this.request.getBody();
	}

	@Override
	public HttpMethod getMethod() {
		return this.request.getMethod();
	}

	@Override
	public URI getURI() {
		return this.request.getURI();
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.request.getAttributes();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.request.getHeaders();
	}

	/**
	 * Request that takes its body as a callback.
	 */
	static final class Streaming extends AbortableRequest implements StreamingHttpOutputMessage {

		private final StreamingHttpOutputMessage message;

		Streaming(ClientHttpRequest request, StreamingHttpOutputMessage message, TimedAttempt attempt) {
			super(request, attempt);
			this.message = message;
		}

		@Override
		public void setBody(Body body) {
			this.message.setBody(body);
		}

	}

	/**
	 * Response that tells the attempt how to close the body.
	 */
	private static final class AbortableResponse extends ResponseWrapper {

		private final TimedAttempt attempt;

		AbortableResponse(ClientHttpResponse response, TimedAttempt attempt) {
			super(response);
			this.attempt = attempt;
		}

		@Override
		public InputStream getBody() throws IOException {
			InputStream body = super.getBody();
			this.attempt.onAbortOfBody(() -> close(body));
			return body;
		}

		private static void close(InputStream body) {
			try {
				body.close();
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("Failed to close the body of a response that timed out", ex);
			}
		}

	}

}
