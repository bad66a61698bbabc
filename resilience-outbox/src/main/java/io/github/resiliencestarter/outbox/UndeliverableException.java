package io.github.resiliencestarter.outbox;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an {@link OutboxTransport} if a message can never be delivered, for example
 * because its arguments do not fit. The message becomes a dead letter immediately.
 */
public class UndeliverableException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message why the message cannot be delivered
	 * @param cause the cause, or {@code null}
	 */
	public UndeliverableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
