package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.LongSupplier;

import io.github.resiliencestarter.deadline.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Attempt of a call: its number and its time limit. Safe for use by many threads.
 */
public abstract class Attempt {

	private static final AtomicIntegerFieldUpdater<Attempt> REACHED = AtomicIntegerFieldUpdater
		.newUpdater(Attempt.class, "reached");

	private static final long MARGIN = Duration.ofMillis(50).toNanos();

	private static final int MARGIN_SHARE = 10;

	private final int number;

	private final long start;

	private final long limit;

	private final LongSupplier nanoClock;

	private volatile int reached;

	private volatile @Nullable Pauses pauses;

	Attempt(int number, long start, long limit, LongSupplier nanoClock) {
		this.number = number;
		this.start = start;
		this.limit = limit;
		this.nanoClock = nanoClock;
	}

	/**
	 * Returns the number of this attempt.
	 * @return the number, from one
	 */
	public final int number() {
		return this.number;
	}

	/**
	 * Returns the remaining time of this attempt: the smaller of its own limit and the
	 * remaining time of the deadline. It does not shrink while the clock is stopped.
	 * @return the remaining time, never negative
	 */
	public final Duration timeLeft() {
		return Duration.ofNanos(Math.max(0, this.limit - nanosSinceStart()));
	}

	/**
	 * Returns the time limit of this attempt.
	 * @return the time
	 */
	public final Duration limit() {
		return Duration.ofNanos(this.limit);
	}

	/**
	 * Returns the deadline of the calls that are made within this attempt, for example to
	 * fetch a token. It is a little earlier than the end of the attempt, so that the
	 * innermost call is the one that times out.
	 * @return the deadline
	 */
	public final Deadline deadlineOfCallsWithin() {
		long margin = Math.min(MARGIN, this.limit / MARGIN_SHARE);
		return Deadline.after(timeLeft().minusNanos(margin), this.nanoClock);
	}

	/**
	 * Returns the second request that this attempt may send to another instance. Only for
	 * requests that are safe to send twice.
	 * @return the second request, or {@code null} if hedging is disabled for the target
	 */
	public @Nullable Hedge hedge() {
		return null;
	}

	/**
	 * Stops the clock of this attempt until {@link #resume()}: the caller processes what
	 * it has received so far and does not wait for the target.
	 */
	public final void pause() {
		pauses().begin();
	}

	private synchronized Pauses pauses() {
		Pauses pauses = this.pauses;
		if (pauses == null) {
			pauses = new Pauses(this.nanoClock);
			this.pauses = pauses;
		}
		return pauses;
	}

	/**
	 * Restarts the clock of this attempt: the caller waits for the target.
	 */
	public final void resume() {
		Pauses pauses = this.pauses;
		if (pauses != null) {
			pauses.end();
		}
	}

	/**
	 * Returns whether the clock of this attempt is stopped.
	 * @return whether nobody waits for the target
	 */
	public final boolean isPaused() {
		Pauses pauses = this.pauses;
		return pauses != null && pauses.isPaused();
	}

	/**
	 * Returns the nanoseconds that the target has taken, without pauses.
	 */
	final long nanosSinceStart() {
		Pauses pauses = this.pauses;
		return ((pauses != null) ? pauses.now() : this.nanoClock.getAsLong()) - this.start;
	}

	final boolean isRetry() {
		return this.number > 1;
	}

	final long startNanos() {
		return this.start;
	}

	final long limitNanos() {
		return this.limit;
	}

	/**
	 * Reaches marks.
	 * @param marks the bits of the marks
	 * @return those that have not been reached before
	 */
	final int reach(int marks) {
		int before;
		do {
			before = this.reached;
		}
		while ((before & marks) != marks && !REACHED.compareAndSet(this, before, before | marks));
		return marks & ~before;
	}

}
