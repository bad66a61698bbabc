package io.github.resiliencestarter.guard;

/**
 * Result of a call, as its caller sees it.
 */
public enum CallResult {

	/**
	 * The call succeeded.
	 */
	SUCCESS,

	/**
	 * The call failed after all its attempts.
	 */
	ERROR,

	/**
	 * The guard rejected the call.
	 */
	REJECTED,

	/**
	 * The call failed or was rejected, and another service responded instead.
	 */
	FALLBACK,

	/**
	 * The call failed or was rejected, and the caller got the last good answer.
	 */
	STALE

}
