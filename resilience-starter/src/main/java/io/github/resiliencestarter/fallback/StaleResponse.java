package io.github.resiliencestarter.fallback;

import java.io.InputStream;
import java.time.Duration;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Last good answer as a response, marked with its age.
 */
class StaleResponse implements ClientHttpResponse {

	static final String STALE_HEADER = "Resilience-Stale";

	private final KeptResponse kept;

	private final HttpHeaders headers;

	private final InputStream body;

	StaleResponse(KeptResponse kept, Duration age) {
		this.kept = kept;
		this.headers = HttpHeaders.copyOf(kept.headers());
		this.headers.set(HttpHeaders.AGE, Long.toString(age.toSeconds() + ageWhenReceived(kept)));
		this.headers.set(STALE_HEADER, Long.toString(age.toSeconds()));
		this.body = kept.stream();
	}

	private static long ageWhenReceived(KeptResponse kept) {
		String age = kept.headers().getFirst(HttpHeaders.AGE);
		return (age != null && age.matches("\\d{1,9}")) ? Long.parseLong(age) : 0;
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatusCode.valueOf(this.kept.status());
	}

	@Override
	public String getStatusText() {
		HttpStatus known = HttpStatus.resolve(this.kept.status());
		return (known != null) ? known.getReasonPhrase() : "";
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
		// The body is in memory
	}

}
