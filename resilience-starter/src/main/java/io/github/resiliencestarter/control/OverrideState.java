package io.github.resiliencestarter.control;

/**
 * State of an override on this instance.
 */
public enum OverrideState {

	/**
	 * In force.
	 */
	APPLIED,

	/**
	 * Invalid; at most its previous version is in force.
	 */
	REJECTED,

	/**
	 * Ended by itself.
	 */
	EXPIRED,

	/**
	 * A younger override, or a change on this instance, determines the same thing.
	 */
	SUPERSEDED,

	/**
	 * Meant for other instances.
	 */
	NOT_SELECTED,

	/**
	 * In force as soon as there is a circuit breaker that it selects.
	 */
	WAITING;

	boolean isInForce() {
		return this == APPLIED || this == WAITING;
	}

}
