package io.github.resiliencestarter.guard;

import java.time.Duration;
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

	private final LongAdder[] slices;

	private final AtomicReference<Slice> current;

	private final Duration window;

	private final long sliceNanos;

	private final long deposit;

	private final long reserve;

	private final long origin;

	RetryBudget(RetryBudgetSettings settings, long now) {
		this.slices = new LongAdder[SLICES];
		for (int i = 0; i < SLICES; i++) {
			this.slices[i] = new LongAdder();
		}
		this.origin = now;
		this.window = settings.window();
		this.sliceNanos = this.window.toNanos() / SLICES;
		this.current = new AtomicReference<>(sliceOf(0));
		this.deposit = depositOf(settings);
		this.reserve = reserveOf(settings);
	}

	// Shares the tokens with another budget
	private RetryBudget(RetryBudgetSettings settings, RetryBudget shared) {
		this.slices = shared.slices;
		this.origin = shared.origin;
		this.window = shared.window;
		this.sliceNanos = shared.sliceNanos;
		this.current = shared.current;
		this.deposit = depositOf(settings);
		this.reserve = reserveOf(settings);
	}

	private static long depositOf(RetryBudgetSettings settings) {
		return Math.round(settings.ratio() * TOKEN);
	}

	private static long reserveOf(RetryBudgetSettings settings) {
		return settings.minPerSecond() * settings.window().toSeconds() * TOKEN;
	}

	/**
	 * Returns a budget with other settings and the tokens of this one. A lower ratio or a
	 * shorter window also reduces what has been deposited so far: it applies to the next
	 * retry.
	 * @param settings the other settings
	 * @param now the reading of the monotonic clock
	 * @return the budget
	 */
	RetryBudget with(RetryBudgetSettings settings, long now) {
		// Expired tokens are not passed on
		slice(now);
		double share = (this.deposit > 0) ? Math.min(1, (double) depositOf(settings) / this.deposit) : 1;
		if (settings.window().equals(this.window)) {
			for (LongAdder slice : this.slices) {
				long tokens = slice.sum();
				slice.add(scaled(tokens, share) - tokens);
			}
			return new RetryBudget(settings, this);
		}
		RetryBudget changed = new RetryBudget(settings, now);
		double shorter = Math.min(1, (double) changed.sliceNanos / this.sliceNanos);
		changed.slice(now).add(scaled(balance() - this.reserve, share * shorter));
		return changed;
	}

	// Withdrawn tokens stay withdrawn
	private static long scaled(long tokens, double share) {
		return (tokens > 0) ? (long) (tokens * share) : tokens;
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
