package io.github.resiliencestarter.http;

import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resiliencestarter.guard.CallRejectedException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;

/**
 * What a service says with an answer of 5xx if not it has failed, but a service that it
 * depends on in turn: its caller must not give up all of it for that.
 */
final class FailedDependency {

	/**
	 * Name of the header; its value says nothing.
	 */
	static final String HEADER = "X-Failed-Dependency";

	private static final int MOST_CAUSES = 20;

	private FailedDependency() {
	}

	/**
	 * Return whether an answer says so.
	 * @param failure what the client has thrown for the answer
	 */
	static boolean isSaidBy(Throwable failure) {
		HttpHeaders headers = (failure instanceof RestClientResponseException answer) ? answer.getResponseHeaders()
				: WebClientFailures.headersOf(failure);
		return isServerError(failure) && headers != null && headers.containsHeader(HEADER);
	}

	private static boolean isServerError(Throwable failure) {
		HttpStatusCode status = (failure instanceof RestClientResponseException answer) ? answer.getStatusCode()
				: WebClientFailures.statusOf(failure);
		return status != null && status.is5xxServerError();
	}

	/**
	 * Return whether a request has failed because a call to another service has.
	 * @param failure what the request has failed with
	 */
	static boolean isCauseOf(Throwable failure) {
		return Stream.<@Nullable Throwable>iterate(failure, (cause) -> cause != null, Throwable::getCause)
			.limit(MOST_CAUSES)
			.anyMatch(FailedDependency::isFailedCall);
	}

	private static boolean isFailedCall(@Nullable Throwable failure) {
		return failure instanceof CallRejectedException || failure instanceof CallNotPermittedException
				|| failure instanceof ResourceAccessException
				|| (failure != null && (isServerError(failure) || WebClientFailures.isWithoutAnswer(failure)));
	}

}
