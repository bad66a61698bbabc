package io.github.resiliencestarter.failure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Judgement of an attempt that did not succeed, made once and read by circuit breaker,
 * retry, ejection and the defaults of Resilience4j's annotations.
 *
 * @param blame whose fault it is
 * @param sent whether the target may have acted on the request
 * @param repeatable whether another attempt does no harm and may succeed
 * @param retryAfter the time that the target asks to be left alone, or {@code null}
 */
public record Verdict(Blame blame, boolean sent, boolean repeatable, @Nullable Duration retryAfter) {

	/**
	 * Whose fault a failed attempt is.
	 */
	public enum Blame {

		/**
		 * Nobody's: the target throttles its callers, the attempt was canceled or
		 * rejected before it was sent, or the caller's own code failed. Circuit breakers
		 * count it neither as success nor as failure.
		 */
		NOBODY,

		/**
		 * The target's: circuit breakers count it.
		 */
		TARGET,

		/**
		 * The instance's: it could not be connected to. Circuit breakers count it if no
		 * other instance makes up for it.
		 */
		INSTANCE,

		/**
		 * That of a service that the target, or the code around the attempt, depends on:
		 * it says nothing about the target or its instance.
		 */
		DEPENDENCY,

		/**
		 * The caller's: the target did its job and rejected the request.
		 */
		CALLER

	}

	/**
	 * Return whether the failure says that the target is in trouble.
	 * @return whether circuit breakers count it
	 */
	public boolean countsAgainstTarget() {
		return this.blame == Blame.TARGET || this.blame == Blame.INSTANCE;
	}

}
