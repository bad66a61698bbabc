package io.github.resiliencestarter.sample.faults;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Holds the current fault and the requests that it delays. A change of the fault releases
 * all of them immediately.
 */
final class FaultSwitch {

	private final Set<Runnable> held = ConcurrentHashMap.newKeySet();

	private final BiConsumer<Runnable, Duration> timer;

	private final LongSupplier nanoClock;

	/** When the last request of those that wait for each other is through. */
	private final AtomicLong free;

	private volatile Fault fault = Fault.NONE;

	/**
	 * Create a switch that starts without a fault.
	 * @param timer runs a task after a delay
	 * @param nanoClock the monotonic clock
	 */
	FaultSwitch(BiConsumer<Runnable, Duration> timer, LongSupplier nanoClock) {
		this.timer = timer;
		this.nanoClock = nanoClock;
		this.free = new AtomicLong(nanoClock.getAsLong());
	}

	Fault fault() {
		return this.fault;
	}

	void turnTo(Fault fault) {
		this.fault = fault;
		this.free.set(this.nanoClock.getAsLong());
		this.held.forEach(this::release);
	}

	/** A graceful shutdown waits for requests, and so for those held here. */
	@EventListener(ContextClosedEvent.class)
	void lift() {
		turnTo(Fault.NONE);
	}

	/**
	 * Delay a request without blocking a thread, so that even a hung service can receive
	 * the request that ends the fault.
	 * @param fault the current fault, as seen by the caller
	 * @param resume called once when the delay is over or the fault has changed
	 */
	void hold(Fault fault, Runnable resume) {
		this.held.add(resume);
		this.timer.accept(() -> release(resume), timeOf(fault));
		if (!fault.equals(this.fault)) {
			release(resume);
		}
	}

	private Duration timeOf(Fault fault) {
		if (!fault.oneByOne()) {
			return fault.hold();
		}
		long now = this.nanoClock.getAsLong();
		long through = this.free.updateAndGet((free) -> now + Math.max(0, free - now) + fault.hold().toNanos());
		return Duration.ofNanos(through - now);
	}

	private void release(Runnable resume) {
		if (this.held.remove(resume)) {
			resume.run();
		}
	}

}
