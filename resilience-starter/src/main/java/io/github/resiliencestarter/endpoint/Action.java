package io.github.resiliencestarter.endpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;

/**
 * Change that an operator can make.
 */
enum Action {

	/**
	 * Rejects all calls.
	 */
	FORCE_OPEN(false, State.FORCED_OPEN),

	/**
	 * Lets all calls through and records nothing.
	 */
	DISABLE(false, State.DISABLED),

	/**
	 * Lets all calls through and records them.
	 */
	METRICS_ONLY(false, State.METRICS_ONLY),

	/**
	 * Closes the circuit breaker, with an empty window.
	 */
	CLOSE(false, null),

	/**
	 * Closes the circuit breaker, with an empty window, and tells listeners that it was
	 * reset.
	 */
	RESET(false, null),

	/**
	 * Keeps calls and probes away from an instance.
	 */
	EJECT(true, null),

	/**
	 * Returns an ejected instance to rotation.
	 */
	READMIT(true, null);

	private final boolean ofInstance;

	private final @Nullable State heldState;

	Action(boolean ofInstance, @Nullable State heldState) {
		this.ofInstance = ofInstance;
		this.heldState = heldState;
	}

	/**
	 * Returns the state that the circuit breaker is held in.
	 * @return the state, or {@code null} if the action does not hold one
	 */
	@Nullable State heldState() {
		return this.heldState;
	}

	/**
	 * Returns whether the change lasts, and so has to end.
	 */
	boolean lasts() {
		return this.heldState != null || this == EJECT;
	}

	/**
	 * Returns the name in requests and responses.
	 */
	String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Optional<Action> find(@Nullable String text, boolean ofInstance) {
		return Arrays.stream(values())
			.filter((action) -> action.ofInstance == ofInstance && action.text().equals(text))
			.findFirst();
	}

	static String all(boolean ofInstance) {
		return Arrays.stream(values())
			.filter((action) -> action.ofInstance == ofInstance)
			.map(Action::text)
			.collect(Collectors.joining(", "));
	}

}
