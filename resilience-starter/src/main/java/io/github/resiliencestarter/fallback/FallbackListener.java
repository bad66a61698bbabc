package io.github.resiliencestarter.fallback;

import java.time.Duration;

/**
 * Callback interface that can be used to observe last good answers. Called on the call
 * path, so implementations must be fast. Exceptions are caught and logged.
 */
public interface FallbackListener {

	/**
	 * Called when the last good answers of a target are kept from now on.
	 * @param target the target
	 */
	default void onLastGoodAnswers(String target) {
	}

	/**
	 * Called when another service may respond instead of a target from now on.
	 * @param target the target
	 */
	default void onService(String target) {
	}

	/**
	 * Called when a caller gets the last good answer.
	 * @param target the target
	 * @param age the time since the answer was received
	 */
	default void onStale(String target, Duration age) {
	}

}
