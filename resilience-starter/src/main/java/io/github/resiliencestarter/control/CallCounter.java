package io.github.resiliencestarter.control;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Number of calls in the last minute, in one bucket for each second. Counting neither
 * blocks nor allocates. Thread-safe.
 */
final class CallCounter {

	private static final int SECONDS = 60;

	private static final int COUNT_BITS = 32;

	private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

	private static final long NANOS = 1_000_000_000L;

	// The second in the upper half, the count in the lower one
	private final AtomicLongArray buckets = new AtomicLongArray(SECONDS);

	private final LongSupplier nanoClock;

	private final long start;

	CallCounter(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
		this.start = nanoClock.getAsLong();
	}

	private long second() {
		return (this.nanoClock.getAsLong() - this.start) / NANOS;
	}

	void increment() {
		long second = second();
		int index = (int) (second % SECONDS);
		long before;
		long after;
		do {
			before = this.buckets.get(index);
			after = (before >>> COUNT_BITS == second) ? before + 1 : (second << COUNT_BITS) | 1;
		}
		while (!this.buckets.compareAndSet(index, before, after));
	}

	long lastMinute() {
		long now = second();
		long sum = 0;
		for (int i = 0; i < SECONDS; i++) {
			long bucket = this.buckets.get(i);
			sum += (now - (bucket >>> COUNT_BITS) < SECONDS) ? bucket & COUNT_MASK : 0;
		}
		return sum;
	}

}
