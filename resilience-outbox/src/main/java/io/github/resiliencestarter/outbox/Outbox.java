package io.github.resiliencestarter.outbox;

/**
 * Accepts messages for targets that need not respond now. A message is stored in the
 * transaction of the caller and sent when the circuit breaker of its target allows it.
 */
public interface Outbox {

	/**
	 * Sends a message, now or later.
	 * @param message the message
	 * @return what has become of it so far
	 * @throws OutboxRejectedException if the message is too large or too many messages
	 * are waiting
	 */
	Receipt send(OutboxMessage message);

}
