package io.github.resiliencestarter.messaging;

/**
 * Callback interface that can be used to observe listener containers that pause, for
 * example to record metrics.
 * <p>
 * Called by the threads that handle messages, so implementations must be fast. Exceptions
 * are caught and logged; they never reach a message.
 */
public interface PauseListener {

	/**
	 * Called before the first message of a listener.
	 * @param id the ID of the listener container
	 */
	default void onListener(String id) {
	}

	/**
	 * Called when a listener has been paused.
	 * @param id the ID of the listener container
	 */
	default void onPause(String id) {
	}

	/**
	 * Called when a listener gets messages again, all of them or only probes.
	 * @param id the ID of the listener container
	 */
	default void onResume(String id) {
	}

	/**
	 * Called when a message is handed out again, because a circuit breaker has rejected a
	 * call.
	 * @param id the ID of the listener container
	 */
	default void onRepetition(String id) {
	}

}
