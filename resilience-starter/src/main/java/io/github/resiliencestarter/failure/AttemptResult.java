package io.github.resiliencestarter.failure;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.Assert;

/**
 * Result of an attempt: either a response or an exception.
 *
 * @param status the status of the response, or {@code null} if there was none
 * @param headers the headers of the response, empty if there was none
 * @param exception the exception, or {@code null} if there was a response
 */
public record AttemptResult(@Nullable HttpStatusCode status, HttpHeaders headers, @Nullable Throwable exception) {

	/**
	 * Creates a result.
	 * @param status the status of the response, or {@code null} if there was none
	 * @param headers the headers of the response
	 * @param exception the exception, or {@code null} if there was a response
	 */
	public AttemptResult {
		Assert.isTrue((status == null) != (exception == null), "Either a status or an exception must be given");
	}

	/**
	 * Creates the result of an attempt with a response.
	 * @param status the status
	 * @param headers the headers
	 * @return the result
	 */
	public static AttemptResult response(HttpStatusCode status, HttpHeaders headers) {
		return new AttemptResult(status, headers, null);
	}

	/**
	 * Creates the result of an attempt without a response.
	 * @param exception the exception
	 * @return the result
	 */
	public static AttemptResult exception(Throwable exception) {
		return new AttemptResult(null, HttpHeaders.EMPTY, exception);
	}

	/**
	 * Returns whether there was a response with a status.
	 * @param code the code of the status
	 * @return whether there was
	 */
	public boolean hasStatus(int code) {
		return this.status != null && this.status.value() == code;
	}

	/**
	 * Returns whether the exception or one of its causes is of a type.
	 * @param type the type
	 * @return whether it is; {@code false} if there was a response
	 */
	public boolean isCausedBy(Class<? extends Throwable> type) {
		Throwable cause = this.exception;
		for (int depth = 0; cause != null && depth < FailedResponse.DEEPEST; depth++) {
			if (type.isInstance(cause)) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
