package io.github.resiliencestarter.messaging;

import java.util.function.Consumer;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resiliencestarter.engines.StateChangeObserver;
import org.jspecify.annotations.Nullable;

/**
 * Observer of the circuit breakers that listeners pause with.
 */
final class ListenedBreakers extends StateChangeObserver {

	// Resilience4j creates its registry with this observer, and the follower needs the
	// registry
	private volatile @Nullable Consumer<String> follower;

	/**
	 * Sets what is called with the name of a circuit breaker that has changed its state.
	 */
	void followedBy(Consumer<String> follower) {
		this.follower = follower;
	}

	void notFollowed() {
		this.follower = null;
	}

	@Override
	protected void onTransition(CircuitBreaker breaker, StateTransition transition) {
		Consumer<String> current = this.follower;
		if (current != null) {
			current.accept(breaker.getName());
		}
	}

}
