package io.github.resiliencestarter.guard;

import java.time.Duration;

/**
 * Callback interface that can be used to observe guarded calls, for example to record
 * metrics.
 * <p>
 * Called on the call path, so implementations must be fast. Exceptions are caught and
 * logged; they never reach the call.
 */
public interface GuardListener {

	/**
	 * Called when a target is configured, or before its first call.
	 * @param guard the guard of the target
	 */
	default void onTarget(Guard guard) {
	}

	/**
	 * Called when the outcome of an attempt is known.
	 * @param target the target of the call
	 * @param number the number of the attempt, from one
	 * @param outcome what the attempt says about the target
	 */
	default void onAttempt(String target, int number, Outcome outcome) {
	}

	/**
	 * Called when a call, or a retry, has been rejected.
	 * @param target the target of the call
	 * @param reason the reason
	 */
	default void onRejected(String target, RejectionReason reason) {
	}

	/**
	 * Called when a request has been sent to a second instance, and when the response to
	 * it is the one that the caller gets.
	 * @param target the target of the call
	 * @param result what has happened
	 */
	default void onHedge(String target, HedgeResult result) {
	}

	/**
	 * Called when a call has ended.
	 * @param target the target of the call
	 * @param result the result, as the caller sees it
	 * @param duration the duration, with all attempts and pauses
	 */
	default void onCall(String target, CallResult result, Duration duration) {
	}

}
