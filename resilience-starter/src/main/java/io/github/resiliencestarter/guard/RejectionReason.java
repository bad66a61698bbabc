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
	 * A limit on the rate of calls is reached.
	 */
	LIMIT("the rate of calls to it is at its limit");

	private final String text;

	RejectionReason(String text) {
		this.text = text;
	}

	String text() {
		return this.text;
	}

}
