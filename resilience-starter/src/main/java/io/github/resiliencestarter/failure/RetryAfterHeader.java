package io.github.resiliencestarter.failure;

import java.time.Duration;

/**
 * Value of the header {@code Retry-After} of a rejected request.
 */
public final class RetryAfterHeader {

	private RetryAfterHeader() {
	}

	/**
	 * Returns seconds, rounded up, and at least one.
	 * @param wait the time to wait
	 * @return the value of the header
	 */
	public static String seconds(Duration wait) {
		return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
	}

}
