package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Response of Apache's client for the guard.
 *
 * @param response the response
 */
record ApacheResponse(ClassicHttpResponse response) implements ClientHttpResponse {

	private static final Log logger = LogFactory.getLog(ApacheResponse.class);

	/**
	 * Return the response for the caller, whose body is read through the guard.
	 * @param guarded what the guard returns for an {@link ApacheResponse}
	 */
	static CloseableHttpResponse toApache(ClientHttpResponse guarded) {
		if (guarded instanceof ApacheResponse unguarded) {
			return CloseableHttpResponse.adapt(unguarded.response);
		}
		TimedResponse timed = (TimedResponse) guarded;
		ClassicHttpResponse response = ((ApacheResponse) timed.original()).response;
		HttpEntity entity = response.getEntity();
		if (entity == null) {
			timed.read();
		}
		else {
			response.setEntity(new TimedEntity(entity, timed));
		}
		return CloseableHttpResponse.create(response, (closed, mode) -> timed.close());
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatusCode.valueOf(this.response.getCode());
	}

	@Override
	public String getStatusText() {
		return (this.response.getReasonPhrase() != null) ? this.response.getReasonPhrase() : "";
	}

	@Override
	public HttpHeaders getHeaders() {
		HttpHeaders headers = new HttpHeaders();
		for (Header header : this.response.getHeaders()) {
			headers.add(header.getName(), (header.getValue() != null) ? header.getValue() : "");
		}
		return headers;
	}

	@Override
	public InputStream getBody() throws IOException {
		HttpEntity entity = this.response.getEntity();
		InputStream body = (entity instanceof TimedEntity timed) ? timed.original()
				: (entity != null) ? entity.getContent() : null;
		return (body != null) ? body : InputStream.nullInputStream();
	}

	@Override
	public void close() {
		try {
			this.response.close();
		}
		catch (IOException ex) {
			logger.debug("Failed to close a response", ex);
		}
	}

	/**
	 * Entity whose content is read through the guard.
	 */
	private static final class TimedEntity extends HttpEntityWrapper {

		private final HttpEntity entity;

		private final TimedResponse timed;

		TimedEntity(HttpEntity entity, TimedResponse timed) {
			super(entity);
			this.entity = entity;
			this.timed = timed;
		}

		InputStream original() throws IOException {
			return this.entity.getContent();
		}

		@Override
		public InputStream getContent() throws IOException {
			return this.timed.getBody();
		}

		@Override
		public void writeTo(OutputStream out) throws IOException {
			try (InputStream body = getContent()) {
				body.transferTo(out);
			}
		}

		@Override
		public void close() throws IOException {
			try {
				super.close();
			}
			finally {
				this.timed.read();
			}
		}

	}

}
