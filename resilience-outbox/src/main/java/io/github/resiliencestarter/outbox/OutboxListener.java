package io.github.resiliencestarter.outbox;

/**
 * Callback interface for what happens to messages.
 */
interface OutboxListener {

	/**
	 * Called when a target is used for the first time.
	 */
	default void onTarget(String target) {
	}

	/**
	 * Called when a message has been accepted or not.
	 */
	default void onMessage(String target, Acceptance acceptance) {
	}

	/**
	 * Called when a stored message has been sent or discarded.
	 */
	default void onSent(String target, Outcome outcome) {
	}

	/**
	 * What happened to a new message.
	 */
	enum Acceptance {

		/**
		 * It was stored.
		 */
		STORED,

		/**
		 * The target processed it immediately.
		 */
		DIRECT,

		/**
		 * It was rejected because too many messages are waiting, or it is too large.
		 */
		REJECTED,

		/**
		 * It was dropped.
		 */
		DROPPED

	}

	/**
	 * What happened to a stored message.
	 */
	enum Outcome {

		/**
		 * The target has it.
		 */
		DELIVERED,

		/**
		 * An attempt failed.
		 */
		FAILED,

		/**
		 * It became a dead letter because the target says that it is wrong, or it cannot
		 * be delivered.
		 */
		DEAD,

		/**
		 * It became a dead letter because its deadline expired.
		 */
		EXPIRED,

		/**
		 * It was dropped in favor of newer ones.
		 */
		DROPPED

	}

}
