package io.github.resiliencestarter.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resiliencestarter.engines.StateChangeObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Binder of the two meters that Resilience4j lacks: a counter of state changes, because a
 * circuit breaker that opens and closes between two scrapes leaves no trace in a gauge
 * (resilience4j#164), and the state as a number, for state timelines. Also covers circuit
 * breakers that are created or replaced later.
 */
final class CircuitBreakerMeters extends StateChangeObserver {

	private final MeterRegistry meterRegistry;

	private final Map<String, Gauge> states = new ConcurrentHashMap<>();

	CircuitBreakerMeters(MeterRegistry meterRegistry) {
		this.meterRegistry = meterRegistry;
	}

	@Override
	protected void onBreaker(CircuitBreaker breaker) {
		bind(breaker);
	}

	@Override
	protected void onRemoved(CircuitBreaker breaker) {
		unbindState(breaker);
	}

	@Override
	protected void onTransition(CircuitBreaker breaker, StateTransition transition) {
		transitions(breaker, transition).increment();
	}

	private void bind(CircuitBreaker breaker) {
		unbindState(breaker);
		ResilienceMeter state = ResilienceMeter.CIRCUITBREAKER_STATE_CODE;
		this.states.put(breaker.getName(),
				Gauge.builder(state.meterName(), breaker, (source) -> code(source.getState()))
					.description(state.description())
					.tag("name", breaker.getName())
					.strongReference(true)
					.register(this.meterRegistry));
		for (StateTransition transition : StateTransition.values()) {
			if (isUsual(transition)) {
				transitions(breaker, transition);
			}
		}
	}

	private void unbindState(CircuitBreaker breaker) {
		Gauge gauge = this.states.remove(breaker.getName());
		if (gauge != null) {
			this.meterRegistry.remove(gauge);
		}
	}

	private Counter transitions(CircuitBreaker breaker, StateTransition transition) {
		ResilienceMeter transitions = ResilienceMeter.CIRCUITBREAKER_TRANSITIONS;
		return Counter.builder(transitions.meterName())
			.description(transitions.description())
			.tag("name", breaker.getName())
			.tag("from", tagOf(transition.getFromState()))
			.tag("to", tagOf(transition.getToState()))
			.register(this.meterRegistry);
	}

	/**
	 * Return whether a circuit breaker makes this transition by itself, or when it is
	 * forced open and released. These counters are registered at 0, so that
	 * {@code increase()} does not miss the first change. The many other transitions
	 * between manually set states are registered on demand.
	 */
	private static boolean isUsual(StateTransition transition) {
		return switch (transition) {
			case CLOSED_TO_OPEN, OPEN_TO_HALF_OPEN, HALF_OPEN_TO_CLOSED, HALF_OPEN_TO_OPEN, CLOSED_TO_FORCED_OPEN,
					OPEN_TO_FORCED_OPEN, HALF_OPEN_TO_FORCED_OPEN, FORCED_OPEN_TO_CLOSED ->
				true;
			default -> false;
		};
	}

	private static String tagOf(State state) {
		return state.name().toLowerCase(Locale.ROOT);
	}

	private static double code(State state) {
		return switch (state) {
			case CLOSED -> 0;
			case HALF_OPEN -> 1;
			case OPEN -> 2;
			case FORCED_OPEN -> 3;
			case DISABLED -> 4;
			case METRICS_ONLY -> 5;
		};
	}

}
