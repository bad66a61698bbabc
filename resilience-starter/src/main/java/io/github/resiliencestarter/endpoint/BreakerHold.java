package io.github.resiliencestarter.endpoint;

import java.util.Optional;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resiliencestarter.engines.Engines;
import org.jspecify.annotations.Nullable;

/**
 * Changes of circuit breakers.
 * <p>
 * When a change ends, the circuit breaker does not continue where it was, because what it
 * knew of the target is out of date. If it was forced open, or was not closed before, it
 * becomes half-open: a few calls decide. If it was closed and let all calls through in
 * the meantime, it is closed, with an empty window. A state that the application or its
 * configuration had set is set again.
 */
final class BreakerHold {

	private final Engines engines;

	BreakerHold(Engines engines) {
		this.engines = engines;
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
		this.engines.circuitBreakers().find(name).ifPresent((breaker) -> {
			switch (action) {
				case CLOSE -> breaker.transitionToClosedState();
				case RESET -> breaker.reset();
				default -> set(breaker, action.heldState());
			}
		});
	}

	/**
	 * Ends a change, unless the state has been changed since.
	 * @param name the name of the circuit breaker
	 * @param action the change
	 * @param before the state before it
	 */
	void end(String name, Action action, State before) {
		this.engines.circuitBreakers()
			.find(name)
			.filter((breaker) -> breaker.getState() == action.heldState())
			.ifPresent((breaker) -> set(breaker, after(action, before)));
	}

	private static State after(Action action, State before) {
		return switch (before) {
			case FORCED_OPEN, DISABLED, METRICS_ONLY -> before;
			case OPEN, HALF_OPEN -> State.HALF_OPEN;
			case CLOSED -> (action == Action.FORCE_OPEN) ? State.HALF_OPEN : State.CLOSED;
		};
	}

	private static void set(CircuitBreaker breaker, @Nullable State state) {
		if (state == State.FORCED_OPEN) {
			breaker.transitionToForcedOpenState();
		}
		else if (state == State.DISABLED) {
			breaker.transitionToDisabledState();
		}
		else if (state == State.METRICS_ONLY) {
			breaker.transitionToMetricsOnlyState();
		}
		else if (state == State.HALF_OPEN) {
			if (breaker.getState() == State.METRICS_ONLY) {
				// Resilience4j has no direct way
				breaker.transitionToDisabledState();
			}
			breaker.transitionToHalfOpenState();
		}
		else {
			breaker.transitionToClosedState();
		}
	}

}
