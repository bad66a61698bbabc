package io.github.resiliencestarter.discovery;

/**
 * Listener for targets. Each method is called on a thread of discovery or of a caller and
 * must not block; exceptions are caught and logged.
 */
public interface DiscoveryListener {

	/**
	 * Called when a target is looked up for the first time.
	 * @param instances its instances
	 */
	default void onTarget(InstanceList instances) {
	}

	/**
	 * Called when a registry lists instances of a target that it did not list before: new
	 * ones, or ones that pass their checks again. Not called for the first list.
	 * @param instances the instances of the target
	 * @param share the share of such instances among all that the registry lists now,
	 * above 0
	 */
	default void onInstancesAdded(InstanceList instances, double share) {
	}

	/**
	 * Called when the list of a target that has not been looked up for a long time is
	 * dropped in favor of another one.
	 * @param instances its last instances
	 */
	default void onTargetForgotten(InstanceList instances) {
	}

}
