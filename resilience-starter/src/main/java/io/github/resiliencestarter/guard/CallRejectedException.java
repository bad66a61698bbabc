package io.github.resiliencestarter.guard;

import java.io.Serial;
import java.time.Duration;

import io.github.resiliencestarter.failure.RejectedCall;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when its guard rejects a call, or a retry of it.
 * <p>
 * The cause, if there is one, is how the last attempt failed.
 */
public class CallRejectedException extends RuntimeException implements RejectedCall {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String target;

	private final RejectionReason reason;

	private final @Nullable Duration retryAfter;

	/**
	 * Create an exception.
	 * @param target the target of the call
	 * @param reason what rejected it
	 * @param retryAfter the time after which a call may be let through, or {@code null}
	 * if that cannot be known
	 * @param cause how the last attempt failed, or {@code null} if there was none
	 */
	public CallRejectedException(String target, RejectionReason reason, @Nullable Duration retryAfter,
			@Nullable Throwable cause) {
		super("Call to '" + target + "' rejected: " + reason.text()
				+ ((retryAfter != null) ? ", next try in " + retryAfter.toMillis() + " ms" : ""), cause);
		this.target = target;
		this.reason = reason;
		this.retryAfter = retryAfter;
	}

	/**
	 * Return the target of the call.
	 * @return the target
	 */
	public String getTarget() {
		return this.target;
	}

	/**
	 * Return what rejected the call.
	 * @return the reason
	 */
	public RejectionReason getReason() {
		return this.reason;
	}

	/**
	 * Return the time, from when this was thrown, after which a call may be let through.
	 * @return the time, or {@code null} if it cannot be known
	 */
	public @Nullable Duration getRetryAfter() {
		return this.retryAfter;
	}

	@Override
	public boolean isOutOfTime() {
		return this.reason == RejectionReason.DEADLINE;
	}

}
