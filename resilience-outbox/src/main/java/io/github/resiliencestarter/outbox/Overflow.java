package io.github.resiliencestarter.outbox;

/**
 * Reaction to a message beyond the bounds of its target.
 */
public enum Overflow {

	/**
	 * Throws {@link OutboxRejectedException}.
	 */
	REJECT,

	/**
	 * Discards the oldest waiting message.
	 */
	DROP_OLDEST,

	/**
	 * Discards the new message.
	 */
	DROP_NEWEST

}
