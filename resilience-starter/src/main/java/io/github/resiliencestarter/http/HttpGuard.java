package io.github.resiliencestarter.http;

import io.github.resiliencestarter.guard.Guards;

import org.springframework.http.HttpHeaders;

/**
 * What all kinds of HTTP clients share to guard their calls.
 *
 * @param guards the guards by target
 * @param rules the rules that make outcomes of answers
 * @param observation the maker of an observation for each attempt
 * @param deadlineHeader the header that tells the target how long its answer is waited
 * for
 */
record HttpGuard(Guards guards, HttpRules rules, AttemptObservation observation, String deadlineHeader) {

	void tell(HttpHeaders headers, long millisLeft) {
		headers.set(this.deadlineHeader, Long.toString(Math.max(1, millisLeft)));
	}

}
