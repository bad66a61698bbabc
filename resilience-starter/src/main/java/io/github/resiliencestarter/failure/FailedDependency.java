package io.github.resiliencestarter.failure;

import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.client.ResourceAccessException;

/**
 * Test whether a request has failed because of a service that the target depends on: its
 * callers must not hold that against the target, nor against the instance that told them.
 */
public final class FailedDependency {

	/**
	 * Name of the header of a 5xx response that says so; its value has no meaning.
	 */
	public static final String HEADER = "X-Failed-Dependency";

	private static final int MOST_CAUSES = 20;

	private FailedDependency() {
	}

	/**
	 * Return whether a response says so, by the header or because it is the rejection
	 * that the guard of the target's own calls has caused.
	 * @param status the status
	 * @param headers the headers
	 * @return whether a dependency has failed
	 */
	static boolean isSaidBy(HttpStatusCode status, HttpHeaders headers) {
		return status.is5xxServerError()
				&& (headers.containsHeader(HEADER) || (isStatusOfRejection(status) && isRejection(headers)));
	}

	private static boolean isStatusOfRejection(HttpStatusCode status) {
		return status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE) || status.isSameCodeAs(HttpStatus.GATEWAY_TIMEOUT);
	}

	private static boolean isRejection(HttpHeaders headers) {
		String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		return headers.containsHeader(HttpHeaders.RETRY_AFTER) && type != null
				&& type.startsWith(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
	}

	/**
	 * Return whether a request has failed because a call to another service has.
	 * @param failure what the request has failed with
	 * @return whether a dependency has failed
	 */
	public static boolean isCauseOf(Throwable failure) {
		return Stream.<@Nullable Throwable>iterate(failure, (cause) -> cause != null, Throwable::getCause)
			.limit(MOST_CAUSES)
			.anyMatch(FailedDependency::isFailedCall);
	}

	private static boolean isFailedCall(@Nullable Throwable failure) {
		if (failure == null) {
			return false;
		}
		if (failure instanceof RejectedCall || failure instanceof CallNotPermittedException
				|| failure instanceof ResourceAccessException || WebClientFailures.isWithoutResponse(failure)) {
			return true;
		}
		FailedResponse response = (failure instanceof ErrorResponse) ? null : FailedResponse.of(failure);
		return response != null && response.status().is5xxServerError();
	}

}
