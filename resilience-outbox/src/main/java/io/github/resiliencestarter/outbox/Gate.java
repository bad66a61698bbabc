package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/**
 * Gate of this node to one target. It decides how many messages may be in flight:
 *
 * <pre>
 * closed      the concurrency, or the adaptive limit of the guard if that is lower
 * half-open   exactly the probes that the circuit breaker still lets through
 * open        none; the probes, once the wait is over
 * </pre>
 *
 * After the circuit breaker has closed, it begins with one message and doubles each
 * second without a failure, so that a target that has just recovered is not overrun by
 * the backlog. Safe for use by many threads.
 */
class Gate {

	private static final long GROWTH_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final Supplier<CircuitBreaker> breaker;

	private final Function<CircuitBreaker, @Nullable Duration> untilProbe;

	private final LongSupplier guardLimit;

	private final LongSupplier nanoClock;

	private final int concurrency;

	private int inFlight;

	private int ramp;

	private boolean wasShut;

	private boolean failed;

	private long grown;

	private long notBefore;

	private boolean throttled;

	/**
	 * Creates a gate.
	 * @param breaker looks up the circuit breaker of the target
	 * @param untilProbe the time until an open circuit breaker lets a probe through
	 * @param guardLimit the adaptive limit of the guard
	 * @param concurrency the maximum number of messages in flight
	 * @param nanoClock the monotonic clock
	 */
	Gate(Supplier<CircuitBreaker> breaker, Function<CircuitBreaker, @Nullable Duration> untilProbe,
			LongSupplier guardLimit, int concurrency, LongSupplier nanoClock) {
		this.breaker = breaker;
		this.untilProbe = untilProbe;
		this.guardLimit = guardLimit;
		this.concurrency = concurrency;
		this.ramp = concurrency;
		this.nanoClock = nanoClock;
	}

	/**
	 * Returns the number of further messages that may be sent now.
	 */
	synchronized int permits() {
		return Math.max(0, allowed() - this.inFlight);
	}

	/**
	 * Enters the gate, if it is open.
	 * @return whether a message may be sent; then {@link #leave} must be called
	 */
	synchronized boolean tryEnter() {
		if (this.inFlight >= allowed()) {
			return false;
		}
		this.inFlight++;
		return true;
	}

	/**
	 * Leaves the gate.
	 * @param failed whether the target failed
	 * @param pause the time that the target asks callers to wait, or {@code null}
	 */
	synchronized void leave(boolean failed, @Nullable Duration pause) {
		this.inFlight--;
		this.failed |= failed;
		if (pause != null) {
			this.throttled = true;
			this.notBefore = this.nanoClock.getAsLong() + pause.toNanos();
		}
	}

	/**
	 * Returns whether messages are probes, so that it does not matter whether the last
	 * attempt of a message is long enough ago.
	 */
	synchronized boolean isProbing() {
		return this.wasShut;
	}

	private int allowed() {
		long now = this.nanoClock.getAsLong();
		if (this.throttled && now - this.notBefore < 0) {
			return 0;
		}
		this.throttled = false;
		CircuitBreaker breaker = this.breaker.get();
		return switch (breaker.getState()) {
			case OPEN, FORCED_OPEN -> whileOpen(breaker);
			case HALF_OPEN -> {
				this.wasShut = true;
				yield probes(breaker) - breaker.getMetrics().getNumberOfBufferedCalls();
			}
			default -> whileClosed(now);
		};
	}

	private int whileOpen(CircuitBreaker breaker) {
		this.wasShut = true;
		Duration left = this.untilProbe.apply(breaker);
		return (left != null && left.isZero()) ? probes(breaker) : 0;
	}

	private static int probes(CircuitBreaker breaker) {
		return breaker.getCircuitBreakerConfig().getPermittedNumberOfCallsInHalfOpenState();
	}

	private int whileClosed(long now) {
		if (this.wasShut) {
			this.wasShut = false;
			this.ramp = 1;
			this.failed = false;
			this.grown = now;
		}
		if (this.ramp < this.concurrency && now - this.grown >= GROWTH_INTERVAL) {
			this.ramp = this.failed ? Math.max(1, this.ramp / 2) : Math.min(this.concurrency, this.ramp * 2);
			this.failed = false;
			this.grown = now;
		}
		return (int) Math.min(Math.min(this.concurrency, this.ramp), this.guardLimit.getAsLong());
	}

}
