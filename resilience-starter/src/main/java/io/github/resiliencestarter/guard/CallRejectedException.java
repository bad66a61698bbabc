package io.github.resiliencestarter.guard;

import java.io.Serial;
import java.time.Duration;

import io.github.resiliencestarter.failure.RejectedCall;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a guard rejects a call, or a retry.
 * <p>
 * The cause, if any, is the failure of the last attempt.
 */
public class CallRejectedException extends RuntimeException implements RejectedCall {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String target;

	private final RejectionReason reason;

	private final @Nullable Duration retryAfter;

	/**
	 * Creates an exception.
	 * @param target the target of the call
	 * @param reason the reason
	 * @param retryAfter the time after which a call may be let through, or {@code null}
	 * if it is unknown
	 * @param cause the failure of the last attempt, or {@code null} if there was none
	 */
	public CallRejectedException(String target, RejectionReason reason, @Nullable Duration retryAfter,
			@Nullable Throwable cause) {
		super("Call to '" + target + "' rejected: " + reason.text()
				+ ((retryAfter != null) ? ", retry in " + retryAfter.toMillis() + " ms" : ""), cause);
		this.target = target;
		this.reason = reason;
		this.retryAfter = retryAfter;
	}

	/**
	 * Returns the target of the call.
	 * @return the target
	 */
	public String getTarget() {
		return this.target;
	}

	/**
	 * Returns the reason for the rejection.
	 * @return the reason
	 */
	public RejectionReason getReason() {
		return this.reason;
	}

	/**
	 * Returns the time after which a call may be let through, counted from the rejection.
	 * @return the time, or {@code null} if it is unknown
	 */
	public @Nullable Duration getRetryAfter() {
		return this.retryAfter;
	}

	@Override
	public boolean isOutOfTime() {
		return this.reason == RejectionReason.DEADLINE;
	}

}
