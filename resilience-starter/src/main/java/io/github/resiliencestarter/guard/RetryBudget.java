package io.github.resiliencestarter.guard;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Retry budget of one target, after Finagle's {@code RetryBudget}. Each call deposits a
 * share of a retry; each retry withdraws one and returns it if it succeeds. Deposits
 * expire after the window, and a floor lets a client with few calls retry at all.
 * <p>
 * Lock-free ring of slices: the thread that finds it out of date resets the expired ones.
 * Under contention a few tokens may be counted in the wrong slice, none twice.
 */
class RetryBudget {

	private static final int SLICES = 10;

	private static final long TOKEN = 1_000;

	private final LongAdder[] slices = new LongAdder[SLICES];

	private final AtomicReference<Slice> current;

	private final long sliceNanos;

	private final long deposit;

	private final long reserve;

	private final long origin;

	RetryBudget(RetryBudgetSettings settings, long now) {
		for (int i = 0; i < SLICES; i++) {
			this.slices[i] = new LongAdder();
		}
		this.origin = now;
		this.sliceNanos = settings.window().toNanos() / SLICES;
		this.current = new AtomicReference<>(sliceOf(0));
		this.deposit = Math.round(settings.ratio() * TOKEN);
		this.reserve = settings.minPerSecond() * settings.window().toSeconds() * TOKEN;
	}

	/**
	 * Deposits the share of a call.
	 * @param now the reading of the monotonic clock
	 */
	void deposit(long now) {
		slice(now).add(this.deposit);
	}

	/**
	 * Withdraws a retry.
	 * @param now the reading of the monotonic clock
	 * @return whether one was available
	 */
	boolean tryWithdraw(long now) {
		LongAdder slice = slice(now);
		// Withdraws first and returns the token if the balance is negative, so that two
		// threads never take the last one
		slice.add(-TOKEN);
		if (balance() >= 0) {
			return true;
		}
		slice.add(TOKEN);
		return false;
	}

	/**
	 * Returns the token of a retry that has succeeded.
	 * @param now the reading of the monotonic clock
	 */
	void giveBack(long now) {
		slice(now).add(TOKEN);
	}

	/**
	 * Returns the retries that are available.
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
		Slice seen = Objects.requireNonNull(this.current.get());
		long age = now - this.origin;
		return (age < seen.end) ? seen.tokens : next(seen, age / this.sliceNanos);
	}

	private LongAdder next(Slice seen, long tick) {
		Slice next = sliceOf(tick);
		if (this.current.compareAndSet(seen, next)) {
			for (long expired = Math.max(seen.tick + 1, tick - SLICES + 1); expired <= tick; expired++) {
				this.slices[(int) (expired % SLICES)].reset();
			}
		}
		return next.tokens;
	}

	private Slice sliceOf(long tick) {
		return new Slice(tick, (tick + 1) * this.sliceNanos, this.slices[(int) (tick % SLICES)]);
	}

	/**
	 * Slice of the window.
	 *
	 * @param tick its number
	 * @param end its end, in nanoseconds since the origin
	 * @param tokens its tokens
	 */
	private record Slice(long tick, long end, LongAdder tokens) {

	}

}
