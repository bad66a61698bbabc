package io.github.resiliencestarter.failure;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Reader of the exceptions of {@code WebClient}. WebFlux is optional; without it, there
 * are none.
 */
final class WebClientFailures {

	private static final boolean PRESENT = ClassUtils.isPresent(
			"org.springframework.web.reactive.function.client.WebClientResponseException",
			WebClientFailures.class.getClassLoader());

	private WebClientFailures() {
	}

	/**
	 * Returns the response that an exception represents.
	 * @return the response, or {@code null} if there is none
	 */
	static @Nullable FailedResponse responseOf(Throwable failure) {
		return PRESENT ? Reader.responseOf(failure) : null;
	}

	/**
	 * Returns whether there was no response.
	 */
	static boolean isWithoutResponse(Throwable failure) {
		return PRESENT && Reader.isWithoutResponse(failure);
	}

	/**
	 * Separate class because it cannot be loaded without WebFlux.
	 */
	private static final class Reader {

		static @Nullable FailedResponse responseOf(Throwable failure) {
			return (failure instanceof WebClientResponseException ex)
					? new FailedResponse(ex.getStatusCode(), ex.getHeaders()) : null;
		}

		static boolean isWithoutResponse(Throwable failure) {
			return failure instanceof WebClientRequestException;
		}

	}

}
