package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One try of a call: its number and the time that it may take. Immutable.
 */
public final class Attempt {

	private final int number;

	private final long start;

	private final long limit;

	private final LongSupplier nanoClock;

	Attempt(int number, long start, long limit, LongSupplier nanoClock) {
		this.number = number;
		this.start = start;
		this.limit = limit;
		this.nanoClock = nanoClock;
	}

	/**
	 * Return the number of this attempt.
	 * @return the number, from one
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Return the time that is left for this attempt: the smaller of its own limit and
	 * what the deadline leaves.
	 * @return the time left, never negative
	 */
	public Duration timeLeft() {
		return Duration.ofNanos(Math.max(0, this.start + this.limit - this.nanoClock.getAsLong()));
	}

	/**
	 * Return the time that this attempt had when it began.
	 * @return the time
	 */
	public Duration limit() {
		return Duration.ofNanos(this.limit);
	}

	long nanosSinceStart() {
		return this.nanoClock.getAsLong() - this.start;
	}

}
