package io.github.resiliencestarter.loadbalancing;

/**
 * What became of one attempt at one instance.
 */
enum Result {

	/**
	 * Answered, by whatever the instance is not to blame for.
	 */
	ANSWERED,

	/**
	 * Answered that a service which the instance depends on has failed, or rejected for
	 * it: evidence about neither the health nor the speed of the instance.
	 */
	DEPENDENCY,

	/**
	 * Not even connected.
	 */
	UNREACHABLE,

	/**
	 * Failed after it may have been sent, or answered by a failure of the target.
	 */
	FAILED,

	/**
	 * Ended by the caller before there was an answer: says nothing by itself.
	 */
	GIVEN_UP

}
