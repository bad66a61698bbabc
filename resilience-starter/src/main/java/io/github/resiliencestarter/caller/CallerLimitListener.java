package io.github.resiliencestarter.caller;

/**
 * Callback interface that can be used to observe limited callers, for example to record
 * metrics. Called by the threads that handle requests, so implementations must be fast.
 */
@FunctionalInterface
public interface CallerLimitListener {

	/**
	 * Called when a request has been rejected, because its caller has sent more than it
	 * may.
	 * @param caller the caller, if the settings name it; otherwise {@code other}
	 */
	void onRejection(String caller);

}
