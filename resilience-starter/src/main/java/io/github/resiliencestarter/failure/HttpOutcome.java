package io.github.resiliencestarter.failure;

/**
 * Outcome of an HTTP request, according to its response.
 */
public enum HttpOutcome {

	/**
	 * The target did its job, even if it rejected the request as invalid.
	 */
	SUCCESS,

	/**
	 * The target failed: its circuit breaker counts the response, and the request is
	 * retried if that is safe.
	 */
	FAILURE,

	/**
	 * The target is healthy but wants fewer calls: its circuit breaker counts the
	 * response neither as success nor as failure, and the request is retried only if the
	 * response says when ({@code Retry-After}).
	 */
	THROTTLED

}
