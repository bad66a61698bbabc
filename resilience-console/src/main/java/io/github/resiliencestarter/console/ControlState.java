package io.github.resiliencestarter.console;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What one instance knows of the overrides.
 *
 * @param enabled whether it reads overrides
 * @param source whether it can read them
 * @param problem why it cannot; {@code null} if it can
 * @param overrides its overrides by ID
 */
record ControlState(boolean enabled, String source, @Nullable String problem, Map<String, Status> overrides) {

	ControlState {
		overrides = Map.copyOf(overrides);
	}

	/**
	 * Status of one override on one instance.
	 *
	 * @param state the state, such as APPLIED
	 * @param reason why it is not applied
	 * @param by the override that takes precedence
	 * @param digest the digest of the document that the instance has read
	 */
	record Status(String state, @Nullable String reason, @Nullable String by, @Nullable String digest) {

	}

}
