package io.github.resiliencestarter.control;

import java.util.Objects;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;

/**
 * Valid override that holds a state, of this instance.
 *
 * @param id the ID of the override
 * @param document the document
 */
record StateClaim(String id, OverrideDocument document) {

	private static final String HOLDER = "override:";

	boolean matches(String breaker) {
		return this.document.selector().matchesTarget(breaker);
	}

	/**
	 * Returns whether this is a claim or a later version of it with the same effect on a
	 * circuit breaker.
	 */
	boolean holds(String breaker, StateClaim claim) {
		return this.id.equals(claim.id) && state() == claim.state() && matches(breaker);
	}

	State state() {
		return Objects.requireNonNull(this.document.state()).state();
	}

	String holder() {
		return holder(this.id);
	}

	static String holder(String id) {
		return HOLDER + id;
	}

	/**
	 * Returns who holds a circuit breaker, for an operator.
	 */
	static String describe(String holder) {
		return holder.startsWith(HOLDER) ? holder.substring(HOLDER.length()) : holder;
	}

}
