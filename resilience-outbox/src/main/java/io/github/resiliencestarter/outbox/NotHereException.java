package io.github.resiliencestarter.outbox;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if this node cannot deliver a message, but others may: during a deployment, only
 * some nodes have a new method. The message waits.
 */
class NotHereException extends UndeliverableException {

	@Serial
	private static final long serialVersionUID = 1L;

	NotHereException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
