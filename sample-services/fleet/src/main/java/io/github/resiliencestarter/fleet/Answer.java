package io.github.resiliencestarter.fleet;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Outcome of a request, and the instances that took part.
 *
 * @param outcome the outcome
 * @param servedBy the instances named in the response; empty if the request failed
 */
record Answer(Outcome outcome, Set<String> servedBy) {

	private static final Pattern INSTANCE = Pattern.compile("\\b(?:storefront|orders|inventory)-\\d+\\b");

	static Answer of(int status, String body) {
		Outcome outcome = Outcome.ofStatus(status);
		return outcome.failed() ? without(outcome) : new Answer(outcome,
				INSTANCE.matcher(body).results().map(MatchResult::group).collect(TreeSet::new, Set::add, Set::addAll));
	}

	static Answer without(Outcome outcome) {
		return new Answer(outcome, Set.of());
	}

}
