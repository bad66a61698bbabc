package io.github.resiliencestarter.outbox;

/**
 * Receipt for a message.
 *
 * @param id the identifier of the message, which is its idempotency key
 * @param status what has become of the message so far
 */
public record Receipt(String id, Status status) {

	/**
	 * Status of a message.
	 */
	public enum Status {

		/**
		 * The message is stored, unless the caller's transaction rolls back.
		 */
		STORED,

		/**
		 * The target has processed the message.
		 */
		DELIVERED,

		/**
		 * The message was discarded because too many messages are waiting, and the target
		 * is configured to drop the newest.
		 */
		DROPPED

	}

}
