package io.github.resiliencestarter.caller;

import java.nio.charset.StandardCharsets;

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

	static byte[] body() {
		return BODY.getBytes(StandardCharsets.UTF_8);
	}

}
