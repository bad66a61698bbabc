package io.github.resiliencestarter.discovery;

import java.time.Duration;

/**
 * Rules for instance lists.
 *
 * @param firstListTimeout how long to wait for the first list
 * @param emptyAfter how long a list must be empty to be accepted
 * @param maxAge age from which a list causes a warning
 * @param unusedAfter time without calls after which a list is no longer watched
 */
record ListRules(Duration firstListTimeout, Duration emptyAfter, Duration maxAge, Duration unusedAfter) {

	static ListRules of(DiscoveryProperties properties) {
		return new ListRules(properties.firstListTimeout(), properties.emptyAfter(), properties.maxAge(),
				properties.unusedAfter());
	}

}
