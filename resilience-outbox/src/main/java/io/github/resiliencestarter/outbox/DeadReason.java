package io.github.resiliencestarter.outbox;

import java.util.Locale;

/**
 * Reason why a message became a dead letter.
 */
enum DeadReason {

	/**
	 * The target said several times that the message is wrong.
	 */
	REJECTED,

	/**
	 * Its deadline expired.
	 */
	EXPIRED,

	/**
	 * It cannot be delivered.
	 */
	UNDELIVERABLE;

	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
