package io.github.resiliencestarter.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resiliencestarter.engines.Engines;

/**
 * Messages that listeners are handling now, counted for each target. While the circuit
 * breaker of a target is half-open, all listeners together get as many messages as it
 * lets calls through, minus the calls whose outcome it already knows. Its lock is never
 * held while code of the user runs. Safe for use by many threads.
 */
final class HandOuts {

	private static final int UNLIMITED = Integer.MAX_VALUE;

	private final Engines engines;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Map<String, Integer> inFlight = new HashMap<>();

	HandOuts(Engines engines) {
		this.engines = engines;
	}

	/**
	 * Hands out messages, as many as the circuit breakers of all targets let through.
	 * @param targets the targets
	 * @param wanted the number of messages
	 * @return the number of messages handed out, which may be zero
	 */
	int begin(List<String> targets, int wanted) {
		this.lock.lock();
		try {
			int granted = wanted;
			for (String target : targets) {
				granted = Math.min(granted, room(target));
			}
			if (granted > 0) {
				add(targets, granted);
			}
			return Math.max(0, granted);
		}
		finally {
			this.lock.unlock();
		}
	}

	void end(List<String> targets, int count) {
		this.lock.lock();
		try {
			add(targets, -count);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void add(List<String> targets, int count) {
		targets.forEach((target) -> this.inFlight.merge(target, count, Integer::sum));
	}

	boolean hasRoom(Collection<String> targets) {
		this.lock.lock();
		try {
			return targets.stream().allMatch((target) -> room(target) > 0);
		}
		finally {
			this.lock.unlock();
		}
	}

	private int room(String target) {
		int permitted = permitted(target);
		return (permitted == UNLIMITED) ? UNLIMITED : permitted - this.inFlight.getOrDefault(target, 0);
	}

	// Does not create the circuit breaker: without a call, there is none
	private int permitted(String target) {
		return this.engines.circuitBreakers().find(target).map(this::permitted).orElse(UNLIMITED);
	}

	private int permitted(CircuitBreaker breaker) {
		return switch (breaker.getState()) {
			case CLOSED, DISABLED, METRICS_ONLY -> UNLIMITED;
			case FORCED_OPEN -> 0;
			case OPEN -> mayProbe(breaker) ? probes(breaker) : 0;
			case HALF_OPEN -> probes(breaker) - breaker.getMetrics().getNumberOfBufferedCalls();
		};
	}

	private int probes(CircuitBreaker breaker) {
		return this.engines.circuitBreakers().configurationOf(breaker).getPermittedNumberOfCallsInHalfOpenState();
	}

	// An open circuit breaker becomes half-open with the first call after its wait, so
	// somebody has to call
	private boolean mayProbe(CircuitBreaker breaker) {
		Duration left = this.engines.untilProbe(breaker);
		return left != null && left.isZero();
	}

	/**
	 * Returns what the circuit breaker of a target does to its listeners.
	 */
	Flow flow(String target) {
		CircuitBreaker breaker = this.engines.circuitBreakers().find(target).orElse(null);
		State state = (breaker != null) ? breaker.getState() : State.CLOSED;
		return switch (state) {
			case CLOSED, DISABLED, METRICS_ONLY -> Flow.FULL;
			case FORCED_OPEN -> Flow.PAUSED;
			case HALF_OPEN -> Flow.PROBING;
			case OPEN -> (breaker != null && mayProbe(breaker)) ? Flow.PROBING : Flow.PAUSED;
		};
	}

	/**
	 * Waits until something may have changed. The caller does so in a loop.
	 */
	@SuppressWarnings("WaitNotInLoop")
	void await(Duration longest) throws InterruptedException {
		this.lock.lock();
		try {
			this.changed.await(longest.toNanos(), TimeUnit.NANOSECONDS);
		}
		finally {
			this.lock.unlock();
		}
	}

	void signal() {
		this.lock.lock();
		try {
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
