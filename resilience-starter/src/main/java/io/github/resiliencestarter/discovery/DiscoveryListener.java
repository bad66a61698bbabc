package io.github.resiliencestarter.discovery;

/**
 * Listener for the targets that are looked up. Each method is called on a thread of
 * discovery or of a caller and must not block; exceptions are caught and logged.
 */
public interface DiscoveryListener {

	/**
	 * Called when a target is looked up for the first time.
	 * @param instances its instances
	 */
	default void onTarget(InstanceList instances) {
	}

	/**
	 * Called when the list of a target that has not been looked up for long makes room
	 * for another's.
	 * @param instances what were its instances
	 */
	default void onTargetForgotten(InstanceList instances) {
	}

}
