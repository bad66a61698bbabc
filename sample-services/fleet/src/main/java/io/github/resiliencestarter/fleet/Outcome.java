package io.github.resiliencestarter.fleet;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletionException;

/**
 * Outcome of a request.
 *
 * @param label the status code, or the reason for a missing one
 * @param failed whether it is anything but a success or a redirection
 */
record Outcome(String label, boolean failed) {

	/**
	 * The request timed out.
	 */
	static final Outcome TIMEOUT = new Outcome("timeout", true);

	/**
	 * The connection failed.
	 */
	static final Outcome CONNECT = new Outcome("connect", true);

	/**
	 * The connection broke before the response was complete.
	 */
	static final Outcome IO = new Outcome("io", true);

	static Outcome ofStatus(int status) {
		return new Outcome(Integer.toString(status), status < 200 || status >= 400);
	}

	static Outcome ofFailure(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
			return CONNECT;
		}
		return (cause instanceof HttpTimeoutException) ? TIMEOUT : IO;
	}

}
