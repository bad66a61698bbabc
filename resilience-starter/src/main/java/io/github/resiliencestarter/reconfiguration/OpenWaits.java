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
 * Observer of the remaining wait of open circuit breakers, and of the number of
 * consecutive waits, neither of which Resilience4j exposes.
 * <p>
 * Exact for waits that the configuration determines. A random wait is drawn again, and a
 * manual one ({@code transitionToOpenStateFor}) is treated as the configured one.
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
	 * Return the wait of a circuit breaker.
	 * @param breaker a breaker that is open or half-open
	 * @return the wait; if its opening was not observed, the first one, beginning now
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

		// The circuit breaker makes one transition at a time
		private void onTransition(StateTransition transition) {
			Wait before = this.wait;
			switch (transition.getToState()) {
				case OPEN -> this.wait = Wait.beginning(this.breaker, (before != null) ? before.number + 1 : 1);
				case HALF_OPEN -> {
					// A failed probe makes the next wait longer
				}
				default -> this.wait = null;
			}
		}

	}

	/**
	 * Wait in the open state.
	 *
	 * @param number the number of consecutive waits, from 1
	 * @param until when it ends
	 */
	record Wait(int number, Instant until) {

		static Wait beginning(CircuitBreaker breaker, int number) {
			Long millis = breaker.getCircuitBreakerConfig().getWaitIntervalFunctionInOpenState().apply(number);
			return new Wait(number, now(breaker).plusMillis(millis));
		}

		/**
		 * Return the remaining wait.
		 * @param breaker the circuit breaker, for its clock
		 * @return the time, never negative
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
