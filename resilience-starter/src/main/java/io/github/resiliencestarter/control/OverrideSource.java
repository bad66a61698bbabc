package io.github.resiliencestarter.control;

import java.time.Duration;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows of Consul's KV store.
 *
 * @param state the state
 * @param age the time since the last successful read; {@code null} if there was none
 * @param reason why the last read failed; {@code null} if it did not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OverrideSource(State state, @Nullable Duration age, @Nullable String reason) {

	/**
	 * State.
	 */
	enum State {

		/**
		 * Consul reports each change.
		 */
		CURRENT,

		/**
		 * Consul does not respond; what is known stays in force until it expires.
		 */
		STALE,

		/**
		 * The ACL token is not allowed to read the overrides.
		 */
		UNREADABLE,

		/**
		 * Consul has not responded since the start.
		 */
		NEVER_READ

	}

}
