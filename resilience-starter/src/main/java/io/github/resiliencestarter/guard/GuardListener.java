package io.github.resiliencestarter.guard;

import java.time.Duration;

/**
 * Callback interface to watch guarded calls, for metrics and the like.
 * <p>
 * Called on the path of the call: must be quick. What it throws is caught and logged, and
 * never reaches the call.
 */
public interface GuardListener {

	/**
	 * A target has been called for the first time, or is configured.
	 * @param guard the guard of the target
	 */
	default void onTarget(Guard guard) {
	}

	/**
	 * An attempt has been judged.
	 * @param target the target of the call
	 * @param number the number of the attempt, from one
	 * @param outcome what the attempt says about the target
	 */
	default void onAttempt(String target, int number, Outcome outcome) {
	}

	/**
	 * A call, or a retry of it, was refused.
	 * @param target the target of the call
	 * @param reason what said no
	 */
	default void onRejected(String target, RejectionReason reason) {
	}

	/**
	 * A call has ended.
	 * @param target the target of the call
	 * @param result how it ended for its caller
	 * @param duration the time it took, all attempts and pauses
	 */
	default void onCall(String target, CallResult result, Duration duration) {
	}

}
