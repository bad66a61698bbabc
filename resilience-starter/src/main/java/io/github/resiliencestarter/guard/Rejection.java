package io.github.resiliencestarter.guard;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Rejection of an attempt by a {@link Gate}.
 *
 * @param reason the reason
 * @param retryAfter the time after which a call may be let through, or {@code null} if it
 * is unknown
 */
record Rejection(RejectionReason reason, @Nullable Duration retryAfter) {

	Rejection(RejectionReason reason) {
		this(reason, null);
	}

}
