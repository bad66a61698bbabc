package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Message for a target. Immutable.
 *
 * @param target the target, whose circuit breaker decides when the message is sent
 * @param destination where to send it: {@code POST /reservations} for HTTP,
 * {@code kafka:topic}, {@code rabbit:exchange/routing-key} or {@code jms:queue}
 * @param payload the payload, written as JSON unless it is a {@code byte[]} or a
 * {@code String}
 * @param id the identifier and idempotency key, or {@code null} for a random one
 * @param orderingKey the key whose messages are sent in order, or {@code null}
 * @param deadline the time after which the message is no longer sent, or {@code null} for
 * that of the target
 * @param headers additional headers
 * @param mode the mode, or {@code null} for that of the target
 */
public record OutboxMessage(String target, String destination, @Nullable Object payload, @Nullable String id,
		@Nullable String orderingKey, @Nullable Duration deadline, Map<String, String> headers, @Nullable Mode mode) {

	private static final Pattern TARGET = Pattern.compile("[A-Za-z0-9._-]{1,80}");

	private static final int MAX_ID = 100;

	private static final int MAX_KEY = 200;

	private static final int MAX_DESTINATION = 500;

	/**
	 * Creates a message.
	 */
	public OutboxMessage {
		Assert.isTrue(TARGET.matcher(target).matches(),
				() -> "Target '" + target + "' must consist of 1 to 80 letters, digits, '.', '_' or '-'");
		checkLength("Destination", destination, MAX_DESTINATION);
		checkLength("ID", id, MAX_ID);
		checkLength("Ordering key", orderingKey, MAX_KEY);
		Assert.isTrue(deadline == null || deadline.compareTo(Duration.ZERO) > 0, "Deadline must be positive");
		headers = Map.copyOf(headers);
	}

	private static void checkLength(String what, @Nullable String value, int max) {
		Assert.isTrue(value == null || (!value.isBlank() && value.length() <= max),
				() -> what + " must have 1 to " + max + " characters");
	}

	/**
	 * Creates a message.
	 * @param target the target
	 * @param destination where to send it
	 * @param payload the payload, or {@code null} for none
	 * @return the message
	 */
	public static OutboxMessage to(String target, String destination, @Nullable Object payload) {
		return new OutboxMessage(target, destination, payload, null, null, null, Map.of(), null);
	}

	/**
	 * Returns this message with an identifier. A second message with the same identifier
	 * is ignored while the first one is waiting.
	 * @param id the identifier and idempotency key
	 * @return the message
	 */
	public OutboxMessage withId(String id) {
		return new OutboxMessage(this.target, this.destination, this.payload, id, this.orderingKey, this.deadline,
				this.headers, this.mode);
	}

	/**
	 * Returns this message with an ordering key.
	 * @param orderingKey the key whose messages are sent in order, or {@code null}
	 * @return the message
	 */
	public OutboxMessage withOrderingKey(@Nullable String orderingKey) {
		return new OutboxMessage(this.target, this.destination, this.payload, this.id, orderingKey, this.deadline,
				this.headers, this.mode);
	}

	/**
	 * Returns this message with a deadline.
	 * @param deadline the time after which the message is no longer sent, or {@code null}
	 * @return the message
	 */
	public OutboxMessage withDeadline(@Nullable Duration deadline) {
		return new OutboxMessage(this.target, this.destination, this.payload, this.id, this.orderingKey, deadline,
				this.headers, this.mode);
	}

	/**
	 * Returns this message with another header.
	 * @param name the name of the header
	 * @param value the value of the header
	 * @return the message
	 */
	public OutboxMessage withHeader(String name, String value) {
		Map<String, String> headers = new HashMap<>(this.headers);
		headers.put(name, value);
		return new OutboxMessage(this.target, this.destination, this.payload, this.id, this.orderingKey, this.deadline,
				headers, this.mode);
	}

	/**
	 * Returns this message with a mode.
	 * @param mode the mode, or {@code null} for that of the target
	 * @return the message
	 */
	public OutboxMessage withMode(@Nullable Mode mode) {
		return new OutboxMessage(this.target, this.destination, this.payload, this.id, this.orderingKey, this.deadline,
				this.headers, mode);
	}

}
