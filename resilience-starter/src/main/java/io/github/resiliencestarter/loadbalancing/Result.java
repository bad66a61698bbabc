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
	 * Answered by 5xx because a service that the instance depends on has failed: counts
	 * in comparison with other instances, which may reach that service, but not by
	 * itself.
	 */
	DEPENDENCY_FAILED,

	/**
	 * Ended by the caller before there was an answer: says nothing by itself.
	 */
	GIVEN_UP

}
