package io.github.resiliencestarter.annotation;

import java.util.Objects;
import java.util.concurrent.TimeoutException;

/**
 * Thrown to the caller of a method with
 * {@link io.github.resilience4j.timelimiter.annotation.TimeLimiter @TimeLimiter} that has
 * taken too long and declares no {@link TimeoutException}. Circuit breakers, retries and
 * fallbacks around the method see its cause, Resilience4j's {@link TimeoutException}.
 */
public class TimeLimitExceededException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TimeLimitExceededException(TimeoutException cause) {
		super(Objects.requireNonNullElse(cause.getMessage(), "Time is up"), cause);
	}

}
