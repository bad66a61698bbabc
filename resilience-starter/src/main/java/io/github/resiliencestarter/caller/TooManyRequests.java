package io.github.resiliencestarter.caller;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Response to a caller that has sent more requests than it may.
 */
final class TooManyRequests {

	static final int STATUS = 429;

	static final String CONTENT_TYPE = "application/problem+json";

	private static final String BODY = """
			{"title":"Too Many Requests","status":429,"detail":"This caller has sent more requests than it may."}""";

	private TooManyRequests() {
	}

	/**
	 * The value of {@code Retry-After}: seconds, rounded up, and at least one.
	 */
	static String retryAfter(Duration wait) {
		return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
	}

	static byte[] body() {
		return BODY.getBytes(StandardCharsets.UTF_8);
	}

}
