package io.github.resiliencestarter.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.core.registry.EntryAddedEvent;
import io.github.resilience4j.core.registry.EntryRemovedEvent;
import io.github.resilience4j.core.registry.EntryReplacedEvent;
import io.github.resilience4j.core.registry.RegistryEventConsumer;

/**
 * Base class of observers of the transitions of the circuit breakers that are in the
 * registry. What a breaker does after another has taken its place is none of that name: a
 * timer of its open state may still be running.
 */
abstract class CircuitBreakerTransitions implements RegistryEventConsumer<CircuitBreaker> {

	private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();

	@Override
	public final void onEntryAddedEvent(EntryAddedEvent<CircuitBreaker> event) {
		observe(event.getAddedEntry());
	}

	@Override
	public final void onEntryRemovedEvent(EntryRemovedEvent<CircuitBreaker> event) {
		this.breakers.remove(event.getRemovedEntry().getName());
		onRemoved(event.getRemovedEntry());
	}

	@Override
	public final void onEntryReplacedEvent(EntryReplacedEvent<CircuitBreaker> event) {
		observe(event.getNewEntry());
	}

	private void observe(CircuitBreaker breaker) {
		this.breakers.put(breaker.getName(), breaker);
		onBreaker(breaker);
		breaker.getEventPublisher().onStateTransition((event) -> {
			if (this.breakers.get(breaker.getName()) == breaker) {
				onTransition(breaker, event.getStateTransition());
			}
		});
	}

	/**
	 * A breaker is in the registry from now on, perhaps in place of another.
	 * @param breaker the breaker
	 */
	void onBreaker(CircuitBreaker breaker) {
	}

	/**
	 * There is no breaker of this name any more.
	 * @param breaker the breaker
	 */
	void onRemoved(CircuitBreaker breaker) {
	}

	/**
	 * A breaker has gone from one state to another.
	 * @param breaker the breaker
	 * @param transition the transition
	 */
	abstract void onTransition(CircuitBreaker breaker, StateTransition transition);

}
