package io.github.resiliencestarter.control;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resiliencestarter.engines.HeldStates;
import io.github.resiliencestarter.engines.StateChangeObserver;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Circuit breakers that overrides hold, including those that are created later: they are
 * held before their first call. Also counts the calls of the last minute. Thread-safe.
 */
final class OverrideBreakers extends StateChangeObserver {

	private static final Log logger = LogFactory.getLog(OverrideBreakers.class);

	private final Map<String, CallCounter> counters = new ConcurrentHashMap<>();

	private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();

	private final HeldStates held;

	private final LongSupplier nanoClock;

	private volatile List<StateClaim> claims = List.of();

	OverrideBreakers(HeldStates held, LongSupplier nanoClock) {
		this.held = held;
		this.nanoClock = nanoClock;
	}

	/**
	 * Sets the overrides for circuit breakers that are created from now on.
	 * @param claims the overrides, the youngest first
	 */
	void claim(List<StateClaim> claims) {
		this.claims = List.copyOf(claims);
	}

	/**
	 * Holds a circuit breaker for each override that selects it; the youngest wins.
	 * @param breaker the circuit breaker
	 */
	void hold(CircuitBreaker breaker) {
		try {
			holdForAll(breaker);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of circuit breaker '%s' failed while an override set its state"
				.formatted(OperatorText.oneLine(breaker.getName())), ex);
		}
	}

	private void holdForAll(CircuitBreaker breaker) {
		List<StateClaim> claims;
		do {
			claims = this.claims;
			Set<String> younger = new HashSet<>();
			for (StateClaim claim : claims) {
				if (claim.matches(breaker.getName())) {
					hold(breaker, claim, younger);
					younger.add(claim.holder());
				}
			}
		}
		while (!claims.equals(this.claims));
	}

	private void hold(CircuitBreaker breaker, StateClaim claim, Set<String> younger) {
		State before = breaker.getState();
		if (!this.held.isHeld(breaker.getName(), claim.holder(), claim.state())
				&& this.held.hold(breaker, claim.holder(), claim.state(), younger)) {
			OverrideDocument document = claim.document();
			logger.warn("Override '%s' of '%s' holds circuit breaker '%s' until %s, was %s, now %s: %s".formatted(
					claim.id(), document.owner(), OperatorText.oneLine(breaker.getName()), document.end(), before,
					breaker.getState(), document.reason()));
		}
		if (this.claims.stream().noneMatch((current) -> current.holds(breaker.getName(), claim))) {
			// It has ended since, and its end may have come before this hold
			this.held.release(breaker.getName(), claim.holder(), breaker);
		}
	}

	@Override
	protected void onBreaker(CircuitBreaker breaker) {
		CallCounter counter = this.counters.computeIfAbsent(breaker.getName(),
				(name) -> new CallCounter(this.nanoClock));
		breaker.getEventPublisher()
			.onSuccess((event) -> counter.increment())
			.onError((event) -> counter.increment())
			.onIgnoredError((event) -> counter.increment());
		this.breakers.put(breaker.getName(), breaker);
		adopt(breaker);
		hold(breaker);
	}

	private void adopt(CircuitBreaker breaker) {
		try {
			this.held.adopt(breaker);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of circuit breaker '%s' failed while its state was restored"
				.formatted(OperatorText.oneLine(breaker.getName())), ex);
		}
	}

	@Override
	protected void onRemoved(CircuitBreaker breaker) {
		this.counters.remove(breaker.getName());
		this.breakers.remove(breaker.getName());
	}

	/**
	 * Returns a circuit breaker, also if it is being created, and not in the registry
	 * yet.
	 */
	Optional<CircuitBreaker> find(String name) {
		return Optional.ofNullable(this.breakers.get(name));
	}

	@Override
	protected void onTransition(CircuitBreaker breaker, StateTransition transition) {
		// Only the calls matter
	}

	/**
	 * Returns the calls of the last minute that a circuit breaker has let through.
	 */
	long callsOfLastMinute(String name) {
		CallCounter counter = this.counters.get(name);
		return (counter != null) ? counter.lastMinute() : 0;
	}

}
