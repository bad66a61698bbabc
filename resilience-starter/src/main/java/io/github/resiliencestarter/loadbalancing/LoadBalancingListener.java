package io.github.resiliencestarter.loadbalancing;

/**
 * Callback interface to watch the choice of instances, for metrics and the like.
 * <p>
 * Called on the path of the call: must be quick. What it throws is caught and logged, and
 * never reaches the call.
 */
public interface LoadBalancingListener {

	/**
	 * A target is about to be called for the first time.
	 * @param target the target
	 */
	default void onTarget(Target target) {
	}

	/**
	 * An instance has been ejected.
	 * @param target the target
	 * @param reason why
	 */
	default void onEjection(Target target, EjectionReason reason) {
	}

}
