package io.github.resiliencestarter.deadline;

/**
 * Targets that are told how long a caller waits for their response.
 */
public enum DeadlineRecipients {

	/**
	 * Targets whose instances a load balancer chooses: the other services of the fleet.
	 */
	DISCOVERED,

	/**
	 * Every target, also third parties.
	 */
	ALL,

	/**
	 * No target.
	 */
	NONE

}
