package io.github.resiliencestarter.loadbalancing;

/**
 * State of an instance.
 */
public enum InstanceState {

	/**
	 * Gets calls.
	 */
	AVAILABLE,

	/**
	 * Ejected: gets only probes.
	 */
	EJECTED,

	/**
	 * On standby: gets calls only if too few others are available.
	 */
	STANDBY

}
