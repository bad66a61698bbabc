package io.github.resiliencestarter.deadline;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Moment at which the answer to a request is no longer wanted, on this process's
 * monotonic clock. Immutable.
 */
public final class Deadline {

	private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

	private final long expiry;

	private final LongSupplier nanoClock;

	private Deadline(long expiry, LongSupplier nanoClock) {
		this.expiry = expiry;
		this.nanoClock = nanoClock;
	}

	/**
	 * Create a deadline that is some time away.
	 * @param timeLeft the time until it is over; negative is over at once
	 * @param nanoClock the monotonic clock in nanoseconds
	 * @return the deadline
	 */
	public static Deadline after(Duration timeLeft, LongSupplier nanoClock) {
		Duration bounded = (timeLeft.compareTo(LONGEST) < 0) ? timeLeft : LONGEST;
		return new Deadline(nanoClock.getAsLong() + (bounded.isNegative() ? 0 : bounded.toNanos()), nanoClock);
	}

	/**
	 * Return the time left.
	 * @return the time left, never negative
	 */
	public Duration timeLeft() {
		return Duration.ofNanos(Math.max(0, this.expiry - this.nanoClock.getAsLong()));
	}

	/**
	 * Return whether no time is left.
	 * @return whether the deadline is over
	 */
	public boolean isOver() {
		return this.expiry - this.nanoClock.getAsLong() <= 0;
	}

	/**
	 * Return the nanoseconds from a reading of the same clock until the deadline, for
	 * callers that have just read it.
	 * @param now the reading of the clock
	 * @return the nanoseconds left, negative if over
	 */
	public long nanosLeftAt(long now) {
		return this.expiry - now;
	}

	@Override
	public String toString() {
		return "Deadline in " + timeLeft();
	}

}
