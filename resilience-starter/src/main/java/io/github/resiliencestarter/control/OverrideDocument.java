package io.github.resiliencestarter.control;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Override, as far as its document could be read. Only one without problems is valid, and
 * has a value for each required field.
 *
 * @param selector what it selects
 * @param state the state to hold circuit breakers in; {@code null} if it changes settings
 * @param settings the changed settings by key, in order; empty if it holds a state
 * @param owner who asks for it
 * @param reason why
 * @param expiry when it ends
 * @param share the share of the instances in percent
 */
record OverrideDocument(OverrideSelector selector, @Nullable StateAction state, Map<String, String> settings,
		@Nullable String owner, @Nullable String reason, @Nullable Instant expiry, int share) {

	/**
	 * Returns the end of a valid override.
	 */
	Instant end() {
		return (this.expiry != null) ? this.expiry : Instant.MIN;
	}

}
