package io.github.resiliencestarter.outbox;

import java.io.Serial;

/**
 * Thrown when the outbox does not accept a message.
 */
public class OutboxRejectedException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String target;

	private final Reason reason;

	OutboxRejectedException(String target, Reason reason, String message) {
		super(message);
		this.target = target;
		this.reason = reason;
	}

	/**
	 * Returns the target of the message.
	 * @return the target
	 */
	public String getTarget() {
		return this.target;
	}

	/**
	 * Returns the reason for the rejection.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Reason for the rejection of a message.
	 */
	public enum Reason {

		/**
		 * Too many messages, or too many bytes, are waiting.
		 */
		FULL,

		/**
		 * The oldest waiting message is too old.
		 */
		STALE,

		/**
		 * The payload is too large.
		 */
		TOO_LARGE

	}

}
