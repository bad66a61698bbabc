package io.github.resiliencestarter.loadbalancing;

/**
 * Result of an attempt at one instance.
 */
enum Result {

	/**
	 * A response that is not the fault of the instance.
	 */
	ANSWERED,

	/**
	 * A response that says that a dependency of the instance has failed: evidence about
	 * neither the health nor the speed of the instance.
	 */
	DEPENDENCY,

	/**
	 * No connection.
	 */
	UNREACHABLE,

	/**
	 * A failure after the request may have been sent, or a response that is a failure.
	 */
	FAILED,

	/**
	 * Canceled by the caller before there was a response: no evidence by itself.
	 */
	GIVEN_UP

}
