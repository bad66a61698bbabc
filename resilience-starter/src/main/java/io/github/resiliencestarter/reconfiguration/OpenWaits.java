package io.github.resiliencestarter.reconfiguration;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.core.registry.EntryAddedEvent;
import io.github.resilience4j.core.registry.EntryRemovedEvent;
import io.github.resilience4j.core.registry.EntryReplacedEvent;
import io.github.resilience4j.core.registry.RegistryEventConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Observer of how long circuit breakers still have to be open, and for the how many-th
 * time in a row: Resilience4j keeps both to itself.
 * <p>
 * Exact for waits that the configuration determines; a random wait is drawn anew, and one
 * that was given by hand ({@code transitionToOpenStateFor}) is taken for that of the
 * configuration.
 */
final class OpenWaits implements RegistryEventConsumer<CircuitBreaker> {

	private final Map<String, Observed> observed = new ConcurrentHashMap<>();

	@Override
	public void onEntryAddedEvent(EntryAddedEvent<CircuitBreaker> event) {
		observe(event.getAddedEntry(), null);
	}

	@Override
	public void onEntryRemovedEvent(EntryRemovedEvent<CircuitBreaker> event) {
		this.observed.remove(event.getRemovedEntry().getName());
	}

	@Override
	public void onEntryReplacedEvent(EntryReplacedEvent<CircuitBreaker> event) {
		CircuitBreaker successor = event.getNewEntry();
		boolean inTrouble = successor.getState() == State.OPEN || successor.getState() == State.HALF_OPEN;
		observe(successor, inTrouble ? this.observed.get(successor.getName()) : null);
	}

	private void observe(CircuitBreaker breaker, @Nullable Observed predecessor) {
		Observed observed = new Observed(breaker, (predecessor != null) ? predecessor.wait : null);
		this.observed.put(breaker.getName(), observed);
		breaker.getEventPublisher().onStateTransition((event) -> observed.onTransition(event.getStateTransition()));
	}

	/**
	 * Return how long a breaker has been told to wait.
	 * @param breaker a breaker that is open or half-open
	 * @return the wait; the first one, beginning now, if it has not been seen to open
	 */
	Wait of(CircuitBreaker breaker) {
		Observed observed = this.observed.get(breaker.getName());
		Wait wait = (observed != null && observed.breaker == breaker) ? observed.wait : null;
		return (wait != null) ? wait : Wait.beginning(breaker, 1);
	}

	private static final class Observed {

		private final CircuitBreaker breaker;

		private volatile @Nullable Wait wait;

		private Observed(CircuitBreaker breaker, @Nullable Wait wait) {
			this.breaker = breaker;
			this.wait = wait;
		}

		// The breaker makes one transition at a time
		private void onTransition(StateTransition transition) {
			Wait before = this.wait;
			switch (transition.getToState()) {
				case OPEN -> this.wait = Wait.beginning(this.breaker, (before != null) ? before.number + 1 : 1);
				case HALF_OPEN -> {
					// A probe that fails makes the next wait longer
				}
				default -> this.wait = null;
			}
		}

	}

	/**
	 * Wait in the open state.
	 *
	 * @param number the how many-th it is in a row, from 1
	 * @param until when it ends
	 */
	record Wait(int number, Instant until) {

		static Wait beginning(CircuitBreaker breaker, int number) {
			Long millis = breaker.getCircuitBreakerConfig().getWaitIntervalFunctionInOpenState().apply(number);
			return new Wait(number, now(breaker).plusMillis(millis));
		}

		/**
		 * Return what is left of the wait.
		 * @param breaker the breaker, whose clock is asked
		 * @return the time, not below zero
		 */
		Duration left(CircuitBreaker breaker) {
			Duration left = Duration.between(now(breaker), this.until);
			return left.isNegative() ? Duration.ZERO : left;
		}

		private static Instant now(CircuitBreaker breaker) {
			return breaker.getCircuitBreakerConfig().getClock().instant();
		}

	}

}
