package io.github.resiliencestarter.messaging;

import java.util.function.Consumer;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resiliencestarter.engines.StateChangeObserver;

/**
 * Observer of the circuit breakers that listeners pause with.
 */
final class ListenedBreakers extends StateChangeObserver {

	private static final Consumer<String> NOBODY = (target) -> {
	};

	// Resilience4j creates its registry with this observer, and the follower needs the
	// registry
	private volatile Consumer<String> follower = NOBODY;

	/**
	 * Sets what is called with the name of a circuit breaker that has changed its state.
	 */
	void followedBy(Consumer<String> follower) {
		this.follower = follower;
	}

	void notFollowed() {
		this.follower = NOBODY;
	}

	@Override
	protected void onTransition(CircuitBreaker breaker, StateTransition transition) {
		this.follower.accept(breaker.getName());
	}

}
