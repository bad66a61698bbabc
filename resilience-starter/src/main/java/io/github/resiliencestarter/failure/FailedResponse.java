package io.github.resiliencestarter.failure;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

import org.springframework.cloud.client.circuitbreaker.NoFallbackAvailableException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;
import org.springframework.web.client.RestClientResponseException;

/**
 * Response that a client has turned into an exception, whichever client it was.
 *
 * @param status the status
 * @param headers the headers
 */
record FailedResponse(HttpStatusCode status, HttpHeaders headers) {

	// Deep enough for any wrapping, and a bound for a circular chain
	static final int DEEPEST = 8;

	/**
	 * Returns the response that an exception represents.
	 * @param failure the exception, unwrapped
	 * @return the response, or {@code null} if there is none
	 */
	static @Nullable FailedResponse of(Throwable failure) {
		if (failure instanceof RestClientResponseException ex) {
			HttpHeaders headers = ex.getResponseHeaders();
			return new FailedResponse(ex.getStatusCode(), (headers != null) ? headers : HttpHeaders.EMPTY);
		}
		if (failure instanceof ErrorResponse response) {
			return new FailedResponse(response.getStatusCode(), response.getHeaders());
		}
		FailedResponse response = WebClientFailures.responseOf(failure);
		return (response != null) ? response : FeignFailures.responseOf(failure);
	}

	/**
	 * Removes what threads, futures, Reactor and Spring Cloud's circuit breakers wrap
	 * around an exception.
	 */
	static Throwable unwrap(Throwable failure) {
		Throwable unwrapped = failure;
		for (int depth = 0; depth < DEEPEST; depth++) {
			Throwable cause = isWrapper(unwrapped) ? unwrapped.getCause() : null;
			if (cause == null) {
				return unwrapped;
			}
			unwrapped = cause;
		}
		return unwrapped;
	}

	private static boolean isWrapper(Throwable failure) {
		return failure instanceof CompletionException || failure instanceof ExecutionException
				|| failure instanceof NoFallbackAvailableException || Exceptions.isRetryExhausted(failure)
				|| Exceptions.unwrap(failure) != failure;
	}

}
