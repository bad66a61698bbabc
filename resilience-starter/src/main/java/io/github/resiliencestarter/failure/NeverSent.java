package io.github.resiliencestarter.failure;

import java.util.Set;

/**
 * Test whether an error says that the target has not seen the request: then any request
 * can be tried again.
 */
final class NeverSent {

	// Apache's, which need not be on the class path
	private static final Set<String> BY_NAME = Set.of("org.apache.hc.core5.http.ConnectionRequestTimeoutException",
			"org.apache.hc.client5.http.UnsupportedSchemeException");

	// Deep enough for any wrapping, and an end to a chain that is a circle
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
