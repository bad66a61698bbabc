package io.github.resiliencestarter.outbox;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Result of the delivery of a message.
 *
 * @param kind the kind of result
 * @param retryAfter the time that the target asks callers to wait, at most 5 minutes, or
 * {@code null}
 * @param failure the failure, or {@code null}
 */
record Result(Kind kind, @Nullable Duration retryAfter, @Nullable Throwable failure) {

	private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

	static final Result DELIVERED = new Result(Kind.DELIVERED, null, null);

	Result {
		if (retryAfter != null && retryAfter.compareTo(MAX_RETRY_AFTER) > 0) {
			retryAfter = MAX_RETRY_AFTER;
		}
	}

	String detail() {
		return (this.failure != null) ? this.failure.toString() : "";
	}

	/**
	 * Kind of result.
	 */
	enum Kind {

		/**
		 * The target has the message.
		 */
		DELIVERED,

		/**
		 * The message was not sent, or the target throttles: not an attempt.
		 */
		REJECTED,

		/**
		 * The target, or something it depends on, failed.
		 */
		FAILED,

		/**
		 * The target says that the message is wrong.
		 */
		WRONG,

		/**
		 * This node cannot deliver the message, but others may: not an attempt.
		 */
		NOT_HERE,

		/**
		 * The message can never be delivered.
		 */
		UNDELIVERABLE,

		/**
		 * Code of this application failed, for a reason that says nothing about the
		 * target.
		 */
		LOCAL

	}

}
