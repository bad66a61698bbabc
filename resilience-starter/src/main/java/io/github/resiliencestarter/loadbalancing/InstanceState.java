package io.github.resiliencestarter.loadbalancing;

/**
 * Whether an instance gets calls.
 */
public enum InstanceState {

	/**
	 * Gets calls.
	 */
	AVAILABLE,

	/**
	 * Has failed, and gets none but probes.
	 */
	EJECTED,

	/**
	 * Would get calls if there were fewer others.
	 */
	STANDBY

}
