package io.github.resiliencestarter.failure;

import java.util.Set;

/**
 * Test for errors that prove that the target has not seen the request: then any request
 * is safe to repeat.
 */
final class NeverSent {

	// Apache HttpClient is optional
	private static final Set<String> BY_NAME = Set.of("org.apache.hc.core5.http.ConnectionRequestTimeoutException",
			"org.apache.hc.client5.http.UnsupportedSchemeException");

	// Deep enough for any wrapping, and a bound for a circular chain
	private static final int DEEPEST = 8;

	private NeverSent() {
	}

	static boolean test(Throwable error) {
		if (ConnectErrors.test(error)) {
			return true;
		}
		Throwable cause = error;
		for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
			if (BY_NAME.contains(cause.getClass().getName())) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
