package io.github.resiliencestarter.guard;

/**
 * Reason for the rejection of a call, or of a retry.
 */
public enum RejectionReason {

	/**
	 * The circuit breaker is open.
	 */
	BREAKER("its circuit breaker is open"),

	/**
	 * Too many calls are in flight.
	 */
	BULKHEAD("too many calls to it are in flight"),

	/**
	 * Too many of the recent calls were retries.
	 */
	BUDGET("the retry budget is exhausted"),

	/**
	 * The deadline of the request has expired.
	 */
	DEADLINE("the deadline of this request has expired"),

	/**
	 * More calls are in flight than the target can handle.
	 */
	LIMIT("it is overloaded by the calls in flight");

	private final String text;

	RejectionReason(String text) {
		this.text = text;
	}

	String text() {
		return this.text;
	}

}
