package io.github.resiliencestarter.http;

/**
 * What the answer to an HTTP request says about the target.
 */
public enum HttpOutcome {

	/**
	 * The target did its job, also if its answer is a no.
	 */
	SUCCESS,

	/**
	 * The target failed: counts in its circuit breaker, and is retried if that is safe.
	 */
	FAILURE,

	/**
	 * The target is well but wants fewer calls: does not count in its circuit breaker, is
	 * retried if that is safe.
	 */
	THROTTLED

}
