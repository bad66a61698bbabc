package io.github.resiliencestarter.control;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;

/**
 * State that an override puts circuit breakers in.
 */
enum StateAction {

	/**
	 * Rejects all calls.
	 */
	FORCE_OPEN(State.FORCED_OPEN),

	/**
	 * Closes the circuit breaker once, with an empty window.
	 */
	CLOSE(State.CLOSED),

	/**
	 * Lets all calls through and records nothing.
	 */
	DISABLE(State.DISABLED),

	/**
	 * Lets all calls through and records them.
	 */
	METRICS_ONLY(State.METRICS_ONLY);

	private final State state;

	StateAction(State state) {
		this.state = state;
	}

	State state() {
		return this.state;
	}

	/**
	 * Returns the name in documents.
	 */
	String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Optional<StateAction> find(String text) {
		return Arrays.stream(values()).filter((action) -> action.text().equals(text)).findFirst();
	}

	static List<String> texts() {
		return Arrays.stream(values()).map(StateAction::text).toList();
	}

}
