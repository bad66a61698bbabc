package io.github.resiliencestarter.loadbalancing;

/**
 * Callback interface that can be used to observe the choice of instances, for example to
 * record metrics.
 * <p>
 * Called on the call path, so implementations must be fast. Exceptions are caught and
 * logged; they never reach the call.
 */
public interface LoadBalancingListener {

	/**
	 * Called before the first call to a target.
	 * @param target the target
	 */
	default void onTarget(Target target) {
	}

	/**
	 * Called when an instance has been ejected.
	 * @param target the target
	 * @param reason the reason
	 */
	default void onEjection(Target target, EjectionReason reason) {
	}

}
