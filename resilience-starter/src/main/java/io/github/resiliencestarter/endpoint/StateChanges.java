package io.github.resiliencestarter.endpoint;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resiliencestarter.endpoint.CircuitBreakerView.Reason;
import io.github.resiliencestarter.engines.StateChangeObserver;
import org.jspecify.annotations.Nullable;

/**
 * Observer that remembers the last state change of each circuit breaker. A circuit
 * breaker that replaces another one has its state, and so its last state change too.
 */
final class StateChanges extends StateChangeObserver {

	private final Map<String, Known> known = new ConcurrentHashMap<>();

	@Override
	protected void onBreaker(CircuitBreaker breaker) {
		Known created = new Known(breaker.getState(), now(breaker), null);
		this.known.merge(breaker.getName(), created,
				(before, after) -> (before.state() == after.state()) ? before : after);
	}

	@Override
	protected void onRemoved(CircuitBreaker breaker) {
		this.known.remove(breaker.getName());
	}

	@Override
	protected void onTransition(CircuitBreaker breaker, StateTransition transition) {
		Instant now = now(breaker);
		this.known.put(breaker.getName(),
				new Known(transition.getToState(), now, lastChange(breaker, transition, now)));
	}

	/**
	 * Returns what is known of a circuit breaker.
	 * @param name its name
	 * @return its state since when, and its last state change
	 */
	Optional<Known> of(String name) {
		return Optional.ofNullable(this.known.get(name));
	}

	private static CircuitBreakerView.Transition lastChange(CircuitBreaker breaker, StateTransition transition,
			Instant at) {
		State from = transition.getFromState();
		State to = transition.getToState();
		CircuitBreaker.Metrics metrics = breaker.getMetrics();
		boolean opens = to == State.OPEN && metrics.getFailureRate() >= 0;
		return new CircuitBreakerView.Transition(from.name(), to.name(), at,
				reason(from, to, metrics, breaker.getCircuitBreakerConfig()),
				opens ? CircuitBreakerView.Numbers.of(breaker) : null);
	}

	private static Reason reason(State from, State to, CircuitBreaker.Metrics metrics, CircuitBreakerConfig config) {
		if (to == State.OPEN && metrics.getFailureRate() >= config.getFailureRateThreshold()) {
			return Reason.FAILURE_RATE;
		}
		if (to == State.OPEN && metrics.getSlowCallRate() >= config.getSlowCallRateThreshold()) {
			return Reason.SLOW_CALL_RATE;
		}
		if (from == State.HALF_OPEN && to == State.OPEN) {
			return Reason.PROBES_INCOMPLETE;
		}
		if (from == State.OPEN && to == State.HALF_OPEN) {
			return Reason.PROBE;
		}
		return (from == State.HALF_OPEN && to == State.CLOSED) ? Reason.PROBES_SUCCEEDED : Reason.MANUAL;
	}

	private static Instant now(CircuitBreaker breaker) {
		return breaker.getCircuitBreakerConfig().getClock().instant();
	}

	/**
	 * State of a circuit breaker.
	 *
	 * @param state the state
	 * @param since when it began, or when the circuit breaker was created
	 * @param lastChange the last state change, or {@code null} if there was none
	 */
	record Known(State state, Instant since, CircuitBreakerView.@Nullable Transition lastChange) {

	}

}
