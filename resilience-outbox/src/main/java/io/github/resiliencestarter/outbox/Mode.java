package io.github.resiliencestarter.outbox;

/**
 * Mode in which a message is sent.
 */
public enum Mode {

	/**
	 * Calls the target immediately, and stores the message only if the call is rejected
	 * or the failure is the target's. A message with an ordering key is stored if earlier
	 * messages with that key are waiting.
	 */
	DIRECT_FIRST,

	/**
	 * Always stores the message.
	 */
	ALWAYS

}
