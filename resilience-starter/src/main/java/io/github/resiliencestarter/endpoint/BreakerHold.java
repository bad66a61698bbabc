package io.github.resiliencestarter.endpoint;

import java.util.Optional;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.HeldStates;

/**
 * Changes of circuit breakers.
 */
final class BreakerHold {

	private static final String HOLDER = "break-glass";

	private final Engines engines;

	private final HeldStates held;

	BreakerHold(Engines engines, HeldStates held) {
		this.engines = engines;
		this.held = held;
	}

	/**
	 * Returns the state of a circuit breaker.
	 * @param name its name
	 * @return the state, empty if there is no such circuit breaker
	 */
	Optional<State> state(String name) {
		return this.engines.circuitBreakers().find(name).map(CircuitBreaker::getState);
	}

	/**
	 * Makes a change.
	 * @param name the name of the circuit breaker
	 * @param action the change
	 */
	void apply(String name, Action action) {
		State state = action.heldState();
		this.engines.circuitBreakers().find(name).ifPresent((breaker) -> {
			if (state != null) {
				this.held.hold(breaker, HOLDER, state);
			}
			else {
				this.held.close(breaker, HOLDER, action == Action.RESET);
			}
		});
	}

	/**
	 * Ends a change.
	 * @param name the name of the circuit breaker
	 */
	void end(String name) {
		this.held.release(name, HOLDER, this.engines.circuitBreakers().find(name).orElse(null));
	}

}
