package io.github.resiliencestarter.guard;

/**
 * How a call ended for its caller.
 */
public enum CallResult {

	/**
	 * Answered.
	 */
	SUCCESS,

	/**
	 * Failed, after all its attempts.
	 */
	ERROR,

	/**
	 * Refused by its guard.
	 */
	REJECTED

}
