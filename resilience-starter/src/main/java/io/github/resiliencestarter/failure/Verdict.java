package io.github.resiliencestarter.failure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Verdict on an attempt that did not succeed, shared by circuit breaker, retry, ejection
 * and the defaults of Resilience4j's annotations.
 *
 * @param blame whose fault it is
 * @param sent whether the target may have acted on the request
 * @param repeatable whether another attempt is safe and may succeed
 * @param retryAfter the time that the target asks callers to wait, or {@code null}
 */
public record Verdict(Blame blame, boolean sent, boolean repeatable, @Nullable Duration retryAfter) {

	/**
	 * Party whose fault a failed attempt is.
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
		 * The instance's: it was unreachable. Circuit breakers count it if the call does
		 * not succeed on another instance.
		 */
		INSTANCE,

		/**
		 * That of a service that the target, or the code around the attempt, depends on:
		 * neither the target nor its instance is to blame.
		 */
		DEPENDENCY,

		/**
		 * The caller's: the target did its job and rejected the request.
		 */
		CALLER

	}

	/**
	 * Returns whether the failure counts against the target.
	 * @return whether circuit breakers count it
	 */
	public boolean countsAgainstTarget() {
		return this.blame == Blame.TARGET || this.blame == Blame.INSTANCE;
	}

	/**
	 * Creates the verdict on a failure of the target, to be retried if that is safe.
	 * @return the verdict
	 */
	public static Verdict failure() {
		return new Verdict(Blame.TARGET, true, true, null);
	}

	/**
	 * Returns the same verdict that blames somebody else.
	 * @param blame whose fault it is
	 * @return the verdict
	 */
	public Verdict withBlame(Blame blame) {
		return new Verdict(blame, this.sent, this.repeatable, this.retryAfter);
	}

	/**
	 * Returns the same verdict with or without a retry.
	 * @param repeatable whether another attempt may succeed
	 * @return the verdict
	 */
	public Verdict withRepeatable(boolean repeatable) {
		return new Verdict(this.blame, this.sent, repeatable, this.retryAfter);
	}

	/**
	 * Returns whether another attempt is safe, whether it may succeed or not.
	 * @param request the request
	 * @return whether it is safe
	 */
	public boolean isSafeToRepeat(AttemptedRequest request) {
		return request.isBodyRepeatable() && (request.isIdempotent() || !this.sent);
	}

	Verdict retriedOnlyIfSafe(AttemptedRequest request) {
		return (this.repeatable && !isSafeToRepeat(request)) ? withRepeatable(false) : this;
	}

}
