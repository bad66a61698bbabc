package io.github.resiliencestarter.engines;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;

/**
 * States that operators hold circuit breakers in. Several holders may hold one circuit
 * breaker: the latest wins. When it lets go, the one before it applies again, and at last
 * what was before the first one.
 * <p>
 * The circuit breaker does not continue where it was, because what it knew of the target
 * is out of date. If it was forced open, or was not closed before, it becomes half-open:
 * a few calls decide. If it was closed and let all calls through in the meantime, it is
 * closed, with an empty window. A state that the application or its configuration had set
 * is set again, and one that others have set in the meantime stays. Thread-safe.
 */
public final class HeldStates {

	private final Map<String, Holds> all = new HashMap<>();

	/**
	 * Holds a circuit breaker in a state.
	 * @param breaker the circuit breaker
	 * @param holder the holder, which replaces its own earlier state
	 * @param state the state; a circuit breaker that is held closed is closed now, and
	 * opens again as usual
	 */
	public void hold(CircuitBreaker breaker, String holder, State state) {
		hold(breaker, holder, state, Set.of());
	}

	/**
	 * Holds a circuit breaker in a state, unless others hold it that win over this one.
	 * @param breaker the circuit breaker
	 * @param holder the holder, which replaces its own earlier state
	 * @param state the state
	 * @param winners the holders that win although they may have come earlier
	 * @return whether the state of the circuit breaker has been set
	 */
	public synchronized boolean hold(CircuitBreaker breaker, String holder, State state, Set<String> winners) {
		Holds holds = this.all.computeIfAbsent(breaker.getName(), (name) -> new Holds(breaker));
		holds.remove(holder);
		holds.breaker = breaker;
		int at = holds.firstOf(winners);
		holds.entries.add(at, new Hold(holder, state));
		if (at < holds.entries.size() - 1) {
			return false;
		}
		holds.changedSince = false;
		set(breaker, state);
		return true;
	}

	/**
	 * Closes a circuit breaker, although others may hold it.
	 * @param breaker the circuit breaker
	 * @param holder the holder whose own state ends
	 * @param reset whether to tell listeners that it was reset
	 */
	public synchronized void close(CircuitBreaker breaker, String holder, boolean reset) {
		Holds holds = this.all.get(breaker.getName());
		if (holds != null) {
			holds.remove(holder);
			holds.changedSince = true;
			forgetIfEmpty(breaker.getName(), holds);
		}
		if (reset) {
			breaker.reset();
		}
		else {
			breaker.transitionToClosedState();
		}
	}

	/**
	 * Lets go of a circuit breaker.
	 * @param name the name of the circuit breaker
	 * @param holder the holder
	 * @param breaker the circuit breaker, or {@code null} if it has been removed
	 */
	public synchronized void release(String name, String holder, @Nullable CircuitBreaker breaker) {
		Holds holds = this.all.get(name);
		Hold last = (holds != null) ? holds.last() : null;
		if (holds == null || !holds.remove(holder)) {
			return;
		}
		forgetIfEmpty(name, holds);
		if (last == null || !last.holder().equals(holder) || holds.changedSince || breaker == null) {
			return;
		}
		if (!isIn(breaker, last.state())) {
			holds.changedSince = true;
			return;
		}
		Hold next = holds.last();
		if (next != null) {
			set(breaker, next.state());
		}
		else {
			State after = after(last.state(), holds.before);
			if (after != null) {
				set(breaker, after);
			}
		}
	}

	/**
	 * Sets the state of a circuit breaker that has been created anew or replaced.
	 * @param breaker the circuit breaker
	 */
	public synchronized void adopt(CircuitBreaker breaker) {
		Holds holds = this.all.get(breaker.getName());
		Hold last = (holds != null) ? holds.last() : null;
		if (holds == null || last == null || holds.breaker == breaker) {
			return;
		}
		// What has been changed on the one that is replaced stays changed
		holds.changedSince |= !isIn(holds.breaker, last.state());
		holds.breaker = breaker;
		if (!holds.changedSince && !isIn(breaker, last.state())) {
			set(breaker, last.state());
		}
	}

	/**
	 * Returns whether a holder has asked for a state, even if a later one wins.
	 * @param name the name of the circuit breaker
	 * @param holder the holder
	 * @param state the state
	 * @return whether it has, and has not let go since
	 */
	public synchronized boolean isHeld(String name, String holder, State state) {
		Holds holds = this.all.get(name);
		return holds != null && holds.entries.contains(new Hold(holder, state));
	}

	/**
	 * Returns the names of the circuit breakers that a holder has asked for.
	 * @param holder the holder
	 * @return the names
	 */
	public synchronized Set<String> namesOf(String holder) {
		return this.all.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().entries.stream().anyMatch((hold) -> hold.holder().equals(holder)))
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Returns who determines the state of a circuit breaker.
	 * @param breaker the circuit breaker
	 * @return the latest holder; empty if there is none, or if the state has been changed
	 * since
	 */
	public synchronized Optional<String> holderOf(CircuitBreaker breaker) {
		Holds holds = this.all.get(breaker.getName());
		Hold last = (holds != null) ? holds.last() : null;
		return (holds != null && last != null && !holds.changedSince && isIn(breaker, last.state()))
				? Optional.of(last.holder()) : Optional.empty();
	}

	private void forgetIfEmpty(String name, Holds holds) {
		if (holds.entries.isEmpty()) {
			this.all.remove(name);
		}
	}

	private static boolean isIn(CircuitBreaker breaker, State held) {
		return (held == State.CLOSED) ? !isSet(breaker.getState()) : breaker.getState() == held;
	}

	private static boolean isSet(State state) {
		return state == State.FORCED_OPEN || state == State.DISABLED || state == State.METRICS_ONLY;
	}

	private static @Nullable State after(State held, State before) {
		if (isSet(before)) {
			return before;
		}
		if (held == State.CLOSED) {
			return null;
		}
		return (before == State.CLOSED && held != State.FORCED_OPEN) ? State.CLOSED : State.HALF_OPEN;
	}

	private static void set(CircuitBreaker breaker, State state) {
		switch (state) {
			case FORCED_OPEN -> breaker.transitionToForcedOpenState();
			case DISABLED -> breaker.transitionToDisabledState();
			case METRICS_ONLY -> breaker.transitionToMetricsOnlyState();
			case HALF_OPEN -> {
				if (breaker.getState() == State.METRICS_ONLY) {
					// Resilience4j has no direct way
					breaker.transitionToDisabledState();
				}
				breaker.transitionToHalfOpenState();
			}
			default -> breaker.transitionToClosedState();
		}
	}

	private record Hold(String holder, State state) {

	}

	private static final class Holds {

		private final List<Hold> entries = new ArrayList<>();

		private final State before;

		private CircuitBreaker breaker;

		private boolean changedSince;

		Holds(CircuitBreaker breaker) {
			this.breaker = breaker;
			this.before = breaker.getState();
		}

		boolean remove(String holder) {
			return this.entries.removeIf((hold) -> hold.holder().equals(holder));
		}

		int firstOf(Set<String> holders) {
			int at = 0;
			while (at < this.entries.size() && !holders.contains(this.entries.get(at).holder())) {
				at++;
			}
			return at;
		}

		@Nullable Hold last() {
			return this.entries.isEmpty() ? null : this.entries.get(this.entries.size() - 1);
		}

	}

}
