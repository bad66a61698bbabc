package io.github.resiliencestarter.console;

import org.jspecify.annotations.Nullable;

/**
 * State of a circuit breaker, as an instance reports it.
 */
enum BreakerState {

	CLOSED, OPEN, HALF_OPEN, FORCED_OPEN, DISABLED, METRICS_ONLY, UNKNOWN;

	static BreakerState of(@Nullable String name) {
		for (BreakerState state : values()) {
			if (state.name().equals(name)) {
				return state;
			}
		}
		return UNKNOWN;
	}

	/**
	 * Whether calls are rejected.
	 */
	boolean isOpen() {
		return this == OPEN || this == FORCED_OPEN;
	}

}
