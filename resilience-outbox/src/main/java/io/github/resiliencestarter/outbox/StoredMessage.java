package io.github.resiliencestarter.outbox;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Stored message.
 *
 * @param seq the position in the order of storing
 * @param id the identifier
 * @param target the target
 * @param orderingKey the ordering key, or {@code null}
 * @param content what to send
 * @param progress what has happened to it so far
 */
record StoredMessage(long seq, String id, String target, @Nullable String orderingKey, Content content,
		Progress progress) {

	/**
	 * Number of lanes of a target. Fixed, because a message must be in the same lane for
	 * all nodes.
	 */
	static final int LANES = 16;

	/**
	 * Returns the lane of a message.
	 * @param target the target
	 * @param key the ordering key, or else the identifier
	 * @return the lane
	 */
	static String lane(String target, String key) {
		return lane(target, Math.floorMod(key.hashCode(), LANES));
	}

	static String lane(String target, int number) {
		return target + "/" + number;
	}

	Delivery delivery(long now) {
		return new Delivery(this.id, this.target, this.content.destination(), this.orderingKey,
				HeaderFormat.parse(this.content.headers()), this.content.payload(),
				Duration.ofMillis(Math.max(1, this.progress.expiresAt() - now)));
	}

	/**
	 * Content of a message.
	 *
	 * @param destination where to send it
	 * @param headers the headers, or {@code null}
	 * @param payload the payload
	 */
	@SuppressWarnings("ArrayRecordComponent") // Never compared
	record Content(String destination, @Nullable String headers, byte[] payload) {

	}

	/**
	 * Progress of a message.
	 *
	 * @param attempts the failed attempts
	 * @param clientErrors the responses that say that the message is wrong
	 * @param storedAt when it was stored
	 * @param notBefore when it may be sent
	 * @param expiresAt when it expires
	 */
	record Progress(int attempts, int clientErrors, long storedAt, long notBefore, long expiresAt) {

	}

}
