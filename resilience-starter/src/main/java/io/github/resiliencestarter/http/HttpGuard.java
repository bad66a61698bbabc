package io.github.resiliencestarter.http;

import io.github.resiliencestarter.guard.Guards;

/**
 * Collaborators that all kinds of HTTP clients share.
 *
 * @param guards the guards by target
 * @param rules the rules that turn responses into outcomes
 * @param observation creates an observation for each attempt
 * @param deadline the header that tells a target how long the caller waits
 * @param alternatives what is tried besides the request itself
 */
record HttpGuard(Guards guards, HttpRules rules, AttemptObservation observation, DeadlineHeader deadline,
		Alternatives alternatives) {

	HedgeThreads hedges() {
		return this.alternatives.hedges();
	}

	HttpFallbacks fallbacks() {
		return this.alternatives.fallbacks();
	}

	/**
	 * What is tried besides the request itself.
	 *
	 * @param hedges the threads for second requests
	 * @param fallbacks the fallbacks of calls
	 */
	record Alternatives(HedgeThreads hedges, HttpFallbacks fallbacks) {

	}

}
