package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
	 * @param guarded what the guard returns for a {@link FeignResponse}: that, or one
	 * that reads it, or a last good answer
	 * @param request the request
	 */
	static Response toFeign(ClientHttpResponse guarded, Request request) throws IOException {
		if (guarded instanceof FeignResponse unguarded) {
			return unguarded.response;
		}
		if (!(guarded instanceof TimedResponse timed)) {
			Map<String, Collection<String>> headers = new LinkedHashMap<>();
			guarded.getHeaders().forEach(headers::put);
			return Response.builder()
				.request(request)
				.status(guarded.getStatusCode().value())
				.reason(guarded.getStatusText())
				.headers(headers)
				.body(new GuardedBody(null, guarded))
				.build();
		}
		Response response = ((FeignResponse) timed.original()).response;
		if (response.body() == null) {
			timed.close();
			return response;
		}
		return response.toBuilder().body(new GuardedBody(response.body().length(), timed)).build();
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
	private record GuardedBody(@Nullable Integer length, ClientHttpResponse response) implements Response.Body {

		@Override
		public boolean isRepeatable() {
			return false;
		}

		@Override
		public InputStream asInputStream() throws IOException {
			return this.response.getBody();
		}

		@Override
		public Reader asReader(Charset charset) throws IOException {
			return new InputStreamReader(asInputStream(), charset);
		}

		@Override
		public void close() {
			this.response.close();
		}

	}

}
