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
 * Test for requests that failed because of a dependency of the target: callers must blame
 * neither the target nor the instance that responded.
 */
public final class FailedDependency {

	/**
	 * Name of the header that marks such a 5xx response; its value has no meaning.
	 */
	public static final String HEADER = "X-Failed-Dependency";

	private static final int MOST_CAUSES = 20;

	private FailedDependency() {
	}

	/**
	 * Returns whether a response reports a failed dependency, by the header or because a
	 * guard within the target has rejected a call.
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
	 * Returns whether a request has failed because a call to another service failed.
	 * @param failure the failure of the request
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
				|| failure instanceof ResourceAccessException || WebClientFailures.isWithoutResponse(failure)
				|| GrpcFailures.isFailedCall(failure)) {
			return true;
		}
		FailedResponse response = (failure instanceof ErrorResponse) ? null : FailedResponse.of(failure);
		return response != null && response.status().is5xxServerError();
	}

}
