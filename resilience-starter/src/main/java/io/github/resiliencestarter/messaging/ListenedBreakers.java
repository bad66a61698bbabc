package io.github.resiliencestarter.messaging;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resiliencestarter.engines.StateChangeObserver;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Observer of the circuit breakers that listeners pause with.
 */
final class ListenedBreakers extends StateChangeObserver {

	// Resilience4j creates its registry with this observer, and the gates need the registry
	private final ObjectProvider<ListenerGates> gates;

	ListenedBreakers(ObjectProvider<ListenerGates> gates) {
		this.gates = gates;
	}

	@Override
	protected void onTransition(CircuitBreaker breaker, StateTransition transition) {
		this.gates.ifAvailable((gates) -> gates.onTransition(breaker.getName()));
	}

}
