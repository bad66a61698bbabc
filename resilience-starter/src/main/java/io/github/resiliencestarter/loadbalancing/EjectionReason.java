package io.github.resiliencestarter.loadbalancing;

/**
 * Reason for the ejection of an instance.
 */
public enum EjectionReason {

	/**
	 * No connection: refused, no route, unknown host, or connect timeout.
	 */
	UNREACHABLE,

	/**
	 * Errors in a row: broken connections, timeouts, 5xx.
	 */
	CONSECUTIVE_ERRORS,

	/**
	 * A larger share of errors than the other instances have.
	 */
	ERROR_SHARE,

	/**
	 * No response to any of the calls in flight for too long.
	 */
	UNRESPONSIVE,

	/**
	 * Request of an operator.
	 */
	MANUAL

}
