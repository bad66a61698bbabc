package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;

import javax.net.ssl.SSLSession;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Response of the JDK's client for the guard.
 *
 * @param response the response
 * @param <T> the type of its body
 */
record JdkResponse<T>(HttpResponse<T> response) implements ClientHttpResponse {

	private static final Log logger = LogFactory.getLog(JdkResponse.class);

	/**
	 * Return the response for the caller. A stream is read through the guard.
	 * @param guarded what the guard returns for a {@link JdkResponse}
	 * @param <T> the type of the body
	 */
	@SuppressWarnings("unchecked")
	static <T> HttpResponse<T> toJdk(ClientHttpResponse guarded) throws IOException {
		if (guarded instanceof JdkResponse<?> unguarded) {
			return (HttpResponse<T>) unguarded.response;
		}
		TimedResponse timed = (TimedResponse) guarded;
		HttpResponse<T> response = ((JdkResponse<T>) timed.original()).response;
		if (response.body() instanceof InputStream) {
			return new Streamed<>(response, (T) timed.getBody());
		}
		timed.read();
		return response;
	}

	static HttpHeaders headersOf(HttpResponse<?> response) {
		HttpHeaders headers = new HttpHeaders();
		response.headers().map().forEach(headers::addAll);
		return headers;
	}

	/**
	 * Close the body of a response that another attempt will replace.
	 */
	static void discard(HttpResponse<?> response) {
		if (response.body() instanceof AutoCloseable body) {
			try {
				body.close();
			}
			catch (Exception ex) {
				logger.debug("Failed to close the body of a response", ex);
			}
		}
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatusCode.valueOf(this.response.statusCode());
	}

	@Override
	public String getStatusText() {
		return "";
	}

	@Override
	public HttpHeaders getHeaders() {
		return headersOf(this.response);
	}

	@Override
	public InputStream getBody() {
		return (this.response.body() instanceof InputStream body) ? body : InputStream.nullInputStream();
	}

	@Override
	public void close() {
		discard(this.response);
	}

	/**
	 * Response with a body that the guard watches.
	 */
	private record Streamed<T>(HttpResponse<T> response, T body) implements HttpResponse<T> {

		@Override
		public int statusCode() {
			return this.response.statusCode();
		}

		@Override
		public HttpRequest request() {
			return this.response.request();
		}

		@Override
		public Optional<HttpResponse<T>> previousResponse() {
			return this.response.previousResponse();
		}

		@Override
		public java.net.http.HttpHeaders headers() {
			return this.response.headers();
		}

		@Override
		public Optional<SSLSession> sslSession() {
			return this.response.sslSession();
		}

		@Override
		public URI uri() {
			return this.response.uri();
		}

		@Override
		public HttpClient.Version version() {
			return this.response.version();
		}

	}

}
