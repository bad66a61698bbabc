package io.github.resiliencestarter.failure;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the load balancer has no instance of the target.
 */
public class NoInstanceException extends IllegalStateException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message the message
	 * @param cause the failure of the load balancer, or {@code null} if it just had none
	 */
	public NoInstanceException(@Nullable String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
