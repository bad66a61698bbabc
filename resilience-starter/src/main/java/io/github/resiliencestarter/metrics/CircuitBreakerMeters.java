package io.github.resiliencestarter.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Binder of the two meters that Resilience4j lacks: a counter of transitions, because a
 * breaker that opens and closes between two scrapes leaves no trace in a gauge
 * (resilience4j#164), and the state as one number, which a state timeline can draw.
 * Breakers that are made or replaced later have them too.
 */
final class CircuitBreakerMeters extends CircuitBreakerTransitions {

	private final MeterRegistry meterRegistry;

	private final Map<String, Gauge> states = new ConcurrentHashMap<>();

	CircuitBreakerMeters(MeterRegistry meterRegistry) {
		this.meterRegistry = meterRegistry;
	}

	@Override
	void onBreaker(CircuitBreaker breaker) {
		bind(breaker);
	}

	@Override
	void onRemoved(CircuitBreaker breaker) {
		unbindState(breaker);
	}

	@Override
	void onTransition(CircuitBreaker breaker, StateTransition transition) {
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
	 * Whether the transition is one that a breaker makes by itself or that forces it open
	 * and lets it go: these exist, at 0, before they first happen, or {@code increase()}
	 * would miss the first. The many others between hand-set states are made when needed.
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
