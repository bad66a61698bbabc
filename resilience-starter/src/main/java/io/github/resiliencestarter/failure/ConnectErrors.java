package io.github.resiliencestarter.failure;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;

/**
 * Test for errors that occurred before there was a connection: the instance has not seen
 * the request.
 */
final class ConnectErrors {

	// Apache HttpClient is optional
	private static final String APACHES = "org.apache.hc.client5.http.ConnectTimeoutException";

	// Deep enough for any wrapping, and a bound for a circular chain
	private static final int DEEPEST = 8;

	private ConnectErrors() {
	}

	/**
	 * Test an error and its causes.
	 */
	static boolean test(Throwable error) {
		Throwable cause = error;
		for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
			if (cause instanceof ConnectException || cause instanceof UnknownHostException
					|| cause instanceof NoRouteToHostException || cause instanceof HttpConnectTimeoutException
					|| APACHES.equals(cause.getClass().getName())) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
