package io.github.resiliencestarter.http;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * What the failures of {@code WebClient} say, also where WebFlux, which is optional, is
 * missing: then there are none.
 */
final class WebClientFailures {

	private static final boolean PRESENT = ClassUtils.isPresent(
			"org.springframework.web.reactive.function.client.WebClientResponseException",
			WebClientFailures.class.getClassLoader());

	private WebClientFailures() {
	}

	/**
	 * Return the status of the answer that a failure stands for.
	 * @return the status, or {@code null} if it stands for none
	 */
	static @Nullable HttpStatusCode statusOf(Throwable failure) {
		return PRESENT ? Reader.statusOf(failure) : null;
	}

	/**
	 * Return the headers of the answer that a failure stands for.
	 * @return the headers, or {@code null} if it stands for none
	 */
	static @Nullable HttpHeaders headersOf(Throwable failure) {
		return PRESENT ? Reader.headersOf(failure) : null;
	}

	/**
	 * Return whether there was no answer.
	 */
	static boolean isWithoutAnswer(Throwable failure) {
		return PRESENT && Reader.isWithoutAnswer(failure);
	}

	/**
	 * Kept apart because it does not load without WebFlux.
	 */
	private static final class Reader {

		static @Nullable HttpStatusCode statusOf(Throwable failure) {
			return (failure instanceof WebClientResponseException answer) ? answer.getStatusCode() : null;
		}

		static @Nullable HttpHeaders headersOf(Throwable failure) {
			return (failure instanceof WebClientResponseException answer) ? answer.getHeaders() : null;
		}

		static boolean isWithoutAnswer(Throwable failure) {
			return failure instanceof WebClientRequestException;
		}

	}

}
