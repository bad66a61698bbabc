package io.github.resiliencestarter.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.StreamUtils;

/**
 * Request of a library that ignores interrupts and cannot be aborted.
 */
final class StubbornRequest extends AbstractClientHttpRequest {

	private final URI uri;

	private final HttpMethod method;

	StubbornRequest(URI uri, HttpMethod method) {
		this.uri = uri;
		this.method = method;
	}

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

	@Override
	protected OutputStream getBodyInternal(HttpHeaders headers) {
		return OutputStream.nullOutputStream();
	}

	@Override
	protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
		try (Socket socket = new Socket(this.uri.getHost(), this.uri.getPort())) {
			socket.getOutputStream()
				.write((this.method.name() + " / HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			StringBuilder text = new StringBuilder();
			while (!text.toString().endsWith("late") && !text.toString().endsWith("fine")) {
				int next = socket.getInputStream().read();
				if (next < 0) {
					throw new IOException("Broken off");
				}
				text.append((char) next);
			}
			return new Text(text.substring(text.length() - 4));
		}
	}

	private static final class Text implements ClientHttpResponse {

		private final HttpHeaders headers = new HttpHeaders();

		private final InputStream body;

		Text(String text) {
			this.headers.add(HttpHeaders.CONTENT_TYPE, "text/plain");
			this.body = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
		}

		@Override
		public HttpStatusCode getStatusCode() {
			return HttpStatus.OK;
		}

		@Override
		public String getStatusText() {
			return "OK";
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public InputStream getBody() {
			return this.body;
		}

		@Override
		public void close() {
			try {
				StreamUtils.drain(this.body);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
