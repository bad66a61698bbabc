package io.github.resiliencestarter.outbox;

/**
 * Transport that delivers messages, such as HTTP or a message broker. Beans of this type
 * are asked in order. Implementations must be safe for use by many threads.
 */
public interface OutboxTransport {

	/**
	 * Returns whether this transport can deliver to a destination.
	 * @param destination the destination of a message
	 * @return whether it can
	 */
	boolean supports(String destination);

	/**
	 * Delivers a message through the circuit breaker of its target, and returns when the
	 * target has confirmed that it has the message.
	 * @param delivery the message
	 * @throws UndeliverableException if the message can never be delivered
	 * @throws Exception if it could not be delivered; the exception decides whether the
	 * message, the target or neither is to blame
	 */
	void deliver(Delivery delivery) throws Exception;

}
