package io.github.resiliencestarter.discovery;

import java.time.Duration;

/**
 * When a list is waited for, believed, warned about and let go.
 *
 * @param firstListTimeout how long the first list is waited for
 * @param emptyAfter how long an empty answer must last to be believed
 * @param maxAge when a list is warned about
 * @param unusedAfter when a list is no longer watched
 */
record ListRules(Duration firstListTimeout, Duration emptyAfter, Duration maxAge, Duration unusedAfter) {

	static ListRules of(DiscoveryProperties properties) {
		return new ListRules(properties.firstListTimeout(), properties.emptyAfter(), properties.maxAge(),
				properties.unusedAfter());
	}

}
