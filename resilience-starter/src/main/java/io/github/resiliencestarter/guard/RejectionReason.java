package io.github.resiliencestarter.guard;

/**
 * What refused a call, or a retry of it.
 */
public enum RejectionReason {

	/**
	 * The circuit breaker is open.
	 */
	BREAKER("its circuit breaker is open"),

	/**
	 * Too many calls are under way.
	 */
	BULKHEAD("too many calls to it are under way"),

	/**
	 * Too many of the recent calls were retries.
	 */
	BUDGET("the budget of retries is spent"),

	/**
	 * The time that the request had is over.
	 */
	DEADLINE("the time of this request is over"),

	/**
	 * More calls are under way than the target has shown to keep up with.
	 */
	LIMIT("it does not keep up with the calls under way");

	private final String text;

	RejectionReason(String text) {
		this.text = text;
	}

	String text() {
		return this.text;
	}

}
