package io.github.resiliencestarter.http;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;

/**
 * {@link CallerView} of client libraries that throw nothing for a response. Where a
 * failed response needs an exception, it is the one of {@code RestClient}.
 *
 * @param request the request
 */
record LibraryCallerView(HttpRequest request) implements CallerView {

	@Override
	public Throwable ofResponse(HttpStatusCode status, HttpHeaders headers) {
		return new BlockingCallerView(this.request).ofResponse(status, headers);
	}

	@Override
	public Throwable ofError(Throwable error) {
		return error;
	}

}
