package io.github.resiliencestarter.guard;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Retries that the calls to one target have earned, after Finagle's {@code RetryBudget}:
 * each call pays in a share of a retry, each retry takes one out and puts it back if it
 * succeeds, all are forgotten after the window, and a floor lets a quiet client retry at
 * all.
 * <p>
 * Lock-free: a ring of slices, of which the one thread that finds it out of date empties
 * those that have expired. Under contention a few tokens may be counted in the wrong
 * slice, none twice.
 */
class RetryBudget {

	private static final int SLICES = 10;

	private static final long TOKEN = 1_000;

	private final LongAdder[] slices = new LongAdder[SLICES];

	private final AtomicLong current;

	private final long sliceNanos;

	private final long deposit;

	private final long reserve;

	private final long origin;

	RetryBudget(RetryBudgetSettings settings, long now) {
		for (int i = 0; i < SLICES; i++) {
			this.slices[i] = new LongAdder();
		}
		this.origin = now;
		this.current = new AtomicLong();
		this.sliceNanos = settings.window().toNanos() / SLICES;
		this.deposit = Math.round(settings.ratio() * TOKEN);
		this.reserve = settings.minPerSecond() * settings.window().toSeconds() * TOKEN;
	}

	/**
	 * Pay in for a call.
	 * @param now the reading of the monotonic clock
	 */
	void deposit(long now) {
		slice(now).add(this.deposit);
	}

	/**
	 * Take out a retry.
	 * @param now the reading of the monotonic clock
	 * @return whether there was one left
	 */
	boolean tryWithdraw(long now) {
		LongAdder slice = slice(now);
		// Taken first and given back if too much: two threads never both take the last
		// one
		slice.add(-TOKEN);
		if (balance() >= 0) {
			return true;
		}
		slice.add(TOKEN);
		return false;
	}

	/**
	 * Put back what a retry has taken out that succeeded.
	 * @param now the reading of the monotonic clock
	 */
	void giveBack(long now) {
		slice(now).add(TOKEN);
	}

	/**
	 * Return the retries left.
	 * @param now the reading of the monotonic clock
	 * @return the number of retries
	 */
	double available(long now) {
		slice(now);
		return Math.max(0, balance()) / (double) TOKEN;
	}

	private long balance() {
		long balance = this.reserve;
		for (LongAdder slice : this.slices) {
			balance += slice.sum();
		}
		return balance;
	}

	private LongAdder slice(long now) {
		long tick = (now - this.origin) / this.sliceNanos;
		long seen = this.current.get();
		if (tick > seen && this.current.compareAndSet(seen, tick)) {
			for (long expired = Math.max(seen + 1, tick - SLICES + 1); expired <= tick; expired++) {
				this.slices[(int) (expired % SLICES)].reset();
			}
		}
		return this.slices[(int) (Math.max(tick, 0) % SLICES)];
	}

}
