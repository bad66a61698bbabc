package io.github.resiliencestarter.loadbalancing;

/**
 * Why an instance gets no calls for a while.
 */
public enum EjectionReason {

	/**
	 * No connection: refused, no route, unknown host, or not made in time.
	 */
	UNREACHABLE,

	/**
	 * Nothing but errors: broken connections, time outs, 5xx.
	 */
	CONSECUTIVE_ERRORS,

	/**
	 * A larger share of errors than the other instances have.
	 */
	ERROR_SHARE,

	/**
	 * Calls in flight get old and there is no response to any.
	 */
	UNRESPONSIVE

}
