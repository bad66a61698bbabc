package io.github.resiliencestarter.failure;

/**
 * What the response to an HTTP request says about the target.
 */
public enum HttpOutcome {

	/**
	 * The target did its job, also if it rejected the request as wrong.
	 */
	SUCCESS,

	/**
	 * The target failed: its circuit breaker counts the response, and the request is
	 * retried if that is safe.
	 */
	FAILURE,

	/**
	 * The target is well but wants fewer calls: its circuit breaker counts the response
	 * neither as success nor as failure, and the request is retried only if the response
	 * says when ({@code Retry-After}).
	 */
	THROTTLED

}
