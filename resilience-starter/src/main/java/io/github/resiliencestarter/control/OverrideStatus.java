package io.github.resiliencestarter.control;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Override as this instance sees it.
 *
 * @param key the key
 * @param document the document, as far as it could be read
 * @param state its state
 * @param reason why, if it is not in force
 * @param by who determines the same thing, if it is superseded
 * @param targets the names of the circuit breakers and targets that it changes
 */
record OverrideStatus(OverrideKey key, @Nullable OverrideDocument document, OverrideState state,
		@Nullable String reason, @Nullable String by, List<String> targets) {

	OverrideStatus {
		targets = List.copyOf(targets);
	}

	String id() {
		return this.key.id();
	}

	OverrideStatus with(OverrideState state, @Nullable String reason, @Nullable String by) {
		return new OverrideStatus(this.key, this.document, state, reason, by, this.targets);
	}

}
