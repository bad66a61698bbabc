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
	 * Not even connected.
	 */
	UNREACHABLE,

	/**
	 * Failed after it may have been sent, or answered by 5xx.
	 */
	FAILED,

	/**
	 * Ended by the caller before there was an answer: says nothing by itself.
	 */
	GIVEN_UP

}
