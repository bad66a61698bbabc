package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.List;

import feign.Request;
import feign.Response;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Response of OpenFeign for the guard.
 */
class FeignResponse implements ClientHttpResponse {

	private final Response response;

	private final HttpHeaders headers = new HttpHeaders();

	FeignResponse(Response response) {
		this.response = response;
		response.headers().forEach((name, values) -> this.headers.addAll(name, List.copyOf(values)));
	}

	/**
	 * Return the response for the caller, whose body is read through the guard.
	 * @param guarded what the guard returns for a {@link FeignResponse}
	 */
	static Response toFeign(ClientHttpResponse guarded) {
		if (guarded instanceof FeignResponse unguarded) {
			return unguarded.response;
		}
		TimedResponse timed = (TimedResponse) guarded;
		Response response = ((FeignResponse) timed.original()).response;
		if (response.body() == null) {
			timed.close();
			return response;
		}
		return response.toBuilder().body(new TimedBody(response.body(), timed)).build();
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatusCode.valueOf(this.response.status());
	}

	@Override
	public String getStatusText() {
		return (this.response.reason() != null) ? this.response.reason() : "";
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public InputStream getBody() throws IOException {
		return (this.response.body() != null) ? new CompleteBody(this.response.body().asInputStream(), expectedLength())
				: InputStream.nullInputStream();
	}

	// Unknown if the client may have decoded the body, or if there is only a length
	private long expectedLength() {
		return (this.headers.containsHeader(HttpHeaders.CONTENT_ENCODING)
				|| this.response.request().httpMethod() == Request.HttpMethod.HEAD) ? 0
						: this.headers.getContentLength();
	}

	@Override
	public void close() {
		this.response.close();
	}

	/**
	 * Body that is read and closed through the guard.
	 */
	private record TimedBody(Response.Body body, TimedResponse timed) implements Response.Body {

		@Override
		public @Nullable Integer length() {
			return this.body.length();
		}

		@Override
		public boolean isRepeatable() {
			return false;
		}

		@Override
		public InputStream asInputStream() throws IOException {
			return this.timed.getBody();
		}

		@Override
		public Reader asReader(Charset charset) throws IOException {
			return new InputStreamReader(asInputStream(), charset);
		}

		@Override
		public void close() {
			this.timed.close();
		}

	}

}
