package io.github.resiliencestarter.engines;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.core.registry.EntryAddedEvent;
import io.github.resilience4j.core.registry.EntryRemovedEvent;
import io.github.resilience4j.core.registry.EntryReplacedEvent;
import io.github.resilience4j.core.registry.RegistryEventConsumer;

/**
 * Base class for observers of state changes of the circuit breakers in the registry.
 * State changes of a circuit breaker that has been replaced are ignored; its timer of the
 * open state may still be running.
 */
public abstract class StateChangeObserver implements RegistryEventConsumer<CircuitBreaker> {

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

	void observe(CircuitBreaker breaker) {
		this.breakers.put(breaker.getName(), breaker);
		onBreaker(breaker);
		breaker.getEventPublisher().onStateTransition((event) -> {
			if (this.breakers.get(breaker.getName()) == breaker) {
				onTransition(breaker, event.getStateTransition());
			}
		});
	}

	/**
	 * Called when a circuit breaker is added to the registry, or replaces another one.
	 * @param breaker the breaker
	 */
	protected void onBreaker(CircuitBreaker breaker) {
	}

	/**
	 * Called when a circuit breaker is removed from the registry.
	 * @param breaker the breaker
	 */
	protected void onRemoved(CircuitBreaker breaker) {
	}

	/**
	 * Called when a circuit breaker changes its state.
	 * @param breaker the breaker
	 * @param transition the transition
	 */
	protected abstract void onTransition(CircuitBreaker breaker, StateTransition transition);

}
