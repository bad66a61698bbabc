package io.github.resiliencestarter.engines;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.core.registry.EntryAddedEvent;
import io.github.resilience4j.core.registry.EntryRemovedEvent;
import io.github.resilience4j.core.registry.EntryReplacedEvent;
import io.github.resilience4j.core.registry.RegistryEventConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Observer of how long the circuit breakers in the registry stay open. A circuit breaker
 * that replaces one in trouble, and is in trouble itself, inherits its wait. Safe for use
 * by many threads.
 */
final class OpenWaits implements RegistryEventConsumer<CircuitBreaker> {

	private final Map<String, OpenWait> waits = new ConcurrentHashMap<>();

	@Override
	public void onEntryAddedEvent(EntryAddedEvent<CircuitBreaker> event) {
		observe(event.getAddedEntry());
	}

	@Override
	public void onEntryRemovedEvent(EntryRemovedEvent<CircuitBreaker> event) {
		this.waits.remove(event.getRemovedEntry().getName());
	}

	@Override
	public void onEntryReplacedEvent(EntryReplacedEvent<CircuitBreaker> event) {
		observe(event.getNewEntry());
	}

	/**
	 * Observes a circuit breaker, unless it already does: registries of the user may be
	 * filled before their events are received.
	 * @param breaker the circuit breaker
	 * @return its wait
	 */
	OpenWait observe(CircuitBreaker breaker) {
		return this.waits.compute(breaker.getName(), (name, known) -> successor(known, breaker));
	}

	private static OpenWait successor(@Nullable OpenWait known, CircuitBreaker breaker) {
		if (known != null && known.breaker() == breaker) {
			return known;
		}
		boolean inTrouble = breaker.getState() == State.OPEN || breaker.getState() == State.HALF_OPEN;
		return new OpenWait(breaker, inTrouble ? known : null).observed();
	}

	/**
	 * Returns the wait of a circuit breaker.
	 * @param breaker a breaker that is open or half-open
	 * @return the wait; if its opening was not observed, the first one, beginning now
	 */
	OpenWait of(CircuitBreaker breaker) {
		OpenWait known = this.waits.get(breaker.getName());
		return (known != null && known.breaker() == breaker) ? known : new OpenWait(breaker, null);
	}

}
