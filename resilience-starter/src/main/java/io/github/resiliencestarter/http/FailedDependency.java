package io.github.resiliencestarter.http;

import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resiliencestarter.guard.CallRejectedException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

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

	private static final boolean WEB_CLIENT_PRESENT = ClassUtils.isPresent(
			"org.springframework.web.reactive.function.client.WebClientResponseException",
			FailedDependency.class.getClassLoader());

	private FailedDependency() {
	}

	/**
	 * Return whether an answer says so.
	 * @param failure what the client has thrown for the answer
	 */
	static boolean isSaidBy(Throwable failure) {
		if (failure instanceof RestClientResponseException answer) {
			return answer.getStatusCode().is5xxServerError() && isSaidBy(answer.getResponseHeaders());
		}
		return WEB_CLIENT_PRESENT && WebClientFailures.isSaidBy(failure);
	}

	private static boolean isSaidBy(@Nullable HttpHeaders headers) {
		return headers != null && headers.containsHeader(HEADER);
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
		if (failure instanceof RestClientResponseException answer) {
			return answer.getStatusCode().is5xxServerError();
		}
		return failure instanceof CallRejectedException || failure instanceof CallNotPermittedException
				|| failure instanceof ResourceAccessException
				|| (WEB_CLIENT_PRESENT && failure != null && WebClientFailures.isFailedCall(failure));
	}

	/**
	 * Kept apart because WebFlux is optional.
	 */
	private static final class WebClientFailures {

		static boolean isSaidBy(Throwable failure) {
			return failure instanceof WebClientResponseException answer && answer.getStatusCode().is5xxServerError()
					&& FailedDependency.isSaidBy(answer.getHeaders());
		}

		static boolean isFailedCall(Throwable failure) {
			return failure instanceof WebClientRequestException || (failure instanceof WebClientResponseException answer
					&& answer.getStatusCode().is5xxServerError());
		}

	}

}
