package io.github.resiliencestarter.deadline;

/**
 * Targets that receive the header with the remaining time.
 */
public enum DeadlineRecipients {

	/**
	 * Targets whose instances a load balancer chooses: the other services of the fleet.
	 */
	DISCOVERED,

	/**
	 * Every target, including third parties.
	 */
	ALL,

	/**
	 * No target.
	 */
	NONE

}
