package io.github.resiliencestarter.deadline;

import java.nio.charset.StandardCharsets;

/**
 * Answer to a request whose time was over before work began.
 */
final class SpentRequest {

	static final int STATUS = 504;

	static final String CONTENT_TYPE = "application/problem+json";

	private static final String BODY = """
			{"title":"Gateway Timeout","status":504,"detail":"The deadline of this request expired before processing began."}""";

	private SpentRequest() {
	}

	static byte[] body() {
		return BODY.getBytes(StandardCharsets.UTF_8);
	}

}
