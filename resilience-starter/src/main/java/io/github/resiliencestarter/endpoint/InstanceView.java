package io.github.resiliencestarter.endpoint;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Instance of a target in a response.
 *
 * @param address its host and port
 * @param id its instance ID; {@code null} if it has none
 * @param state its state
 * @param reason the reason of its ejection; {@code null} if it is not ejected
 * @param since when it was ejected
 * @param until when probes may begin
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record InstanceView(String address, @Nullable String id, State state, @Nullable String reason, @Nullable Instant since,
		@Nullable Instant until) {

	/**
	 * State of an instance.
	 */
	enum State {

		/**
		 * Gets calls.
		 */
		AVAILABLE,

		/**
		 * Ejected: gets only probes.
		 */
		EJECTED,

		/**
		 * Gets calls only if too few others are available.
		 */
		STANDBY,

		/**
		 * Its weight is 0.
		 */
		DRAINED,

		/**
		 * Listed since the last call.
		 */
		NEW,

		/**
		 * No longer listed since the last call.
		 */
		LEFT

	}

}
