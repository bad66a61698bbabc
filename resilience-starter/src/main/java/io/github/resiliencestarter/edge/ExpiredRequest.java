package io.github.resiliencestarter.edge;

import java.nio.charset.StandardCharsets;

/**
 * Response to a request whose deadline had expired before processing began.
 */
final class ExpiredRequest {

	static final int STATUS = 504;

	static final String CONTENT_TYPE = "application/problem+json";

	private static final String BODY = """
			{"title":"Gateway Timeout","status":504,"detail":"The deadline of this request expired before processing began."}""";

	private ExpiredRequest() {
	}

	static byte[] body() {
		return BODY.getBytes(StandardCharsets.UTF_8);
	}

}
