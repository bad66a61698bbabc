package io.github.resiliencestarter.context;

/**
 * What the running call keeps with its thread.
 */
public enum ContextKey {

	/**
	 * Deadline of the request or attempt.
	 */
	DEADLINE(true),

	/**
	 * Resilience4j instances that annotations have put around the running code.
	 */
	ENCLOSING(true),

	/**
	 * Attempt whose time is limited.
	 */
	ATTEMPT(false),

	/**
	 * Instances that the call has tried.
	 */
	TRIED_INSTANCES(false),

	/**
	 * Visit of the instance that the load balancer has chosen.
	 */
	VISIT(false),

	/**
	 * Judge of the Resilience4j instance whose predicate is being evaluated.
	 */
	JUDGE(false);

	private final boolean carried;

	ContextKey(boolean carried) {
		this.carried = carried;
	}

	/**
	 * Returns whether the value follows the call to other threads. The others belong to
	 * the thread that waits for a response.
	 */
	boolean isCarried() {
		return this.carried;
	}

}
