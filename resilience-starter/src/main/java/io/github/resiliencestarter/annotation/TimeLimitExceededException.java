package io.github.resiliencestarter.annotation;

import java.util.Objects;
import java.util.concurrent.TimeoutException;

/**
 * Thrown to the caller of a method with
 * {@link io.github.resilience4j.timelimiter.annotation.TimeLimiter @TimeLimiter} if the
 * method exceeds its time limit and does not declare {@link TimeoutException}. Circuit
 * breakers, retries and fallbacks around the method see the cause, Resilience4j's
 * {@link TimeoutException}.
 */
public class TimeLimitExceededException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TimeLimitExceededException(TimeoutException cause) {
		super(Objects.requireNonNullElse(cause.getMessage(), "Time limit exceeded"), cause);
	}

}
