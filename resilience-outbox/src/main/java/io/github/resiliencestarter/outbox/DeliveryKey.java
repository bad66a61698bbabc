package io.github.resiliencestarter.outbox;

import org.jspecify.annotations.Nullable;

/**
 * Idempotency key of the message that this thread delivers. The first request of a
 * delivery gets the identifier of the message; further ones get it with a number, because
 * a target would take a second request with the same key for a repetition.
 */
final class DeliveryKey {

	static final String HEADER = "Idempotency-Key";

	private static final ThreadLocal<@Nullable DeliveryKey> CURRENT = new ThreadLocal<>();

	private final String id;

	private int requests;

	private DeliveryKey(String id) {
		this.id = id;
	}

	static Scope open(String id) {
		DeliveryKey previous = CURRENT.get();
		CURRENT.set(new DeliveryKey(id));
		return () -> {
			if (previous != null) {
				CURRENT.set(previous);
			}
			else {
				CURRENT.remove();
			}
		};
	}

	/**
	 * Returns the key for the next request of this thread.
	 * @return the key, or {@code null} if this thread delivers no message
	 */
	static @Nullable String next() {
		DeliveryKey current = CURRENT.get();
		return (current != null) ? current.nextKey() : null;
	}

	private String nextKey() {
		this.requests++;
		return (this.requests == 1) ? this.id : this.id + "-" + this.requests;
	}

	static boolean isDelivering() {
		return CURRENT.get() != null;
	}

	/**
	 * Delivery of a message on a thread.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
