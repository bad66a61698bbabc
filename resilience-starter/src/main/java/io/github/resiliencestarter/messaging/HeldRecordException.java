package io.github.resiliencestarter.messaging;

import java.io.Serial;

/**
 * Thrown for a record that a closed gate holds back. The consumer seeks to it.
 */
final class HeldRecordException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	HeldRecordException(String id) {
		super("Not handed out to listener '" + id + "': it is paused");
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
