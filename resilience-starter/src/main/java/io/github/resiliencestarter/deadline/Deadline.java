package io.github.resiliencestarter.deadline;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Moment at which the response to a request is no longer wanted, on this process's
 * monotonic clock. It is lifted once the response has begun: what goes on then, such as a
 * stream or background work, has no deadline. Safe for use by many threads.
 */
public final class Deadline {

	private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

	private final long expiry;

	private final LongSupplier nanoClock;

	private volatile BooleanSupplier lifted = () -> false;

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
	 * Lifts this deadline: from now on there is all the time in the world.
	 */
	public void lift() {
		this.lifted = () -> true;
	}

	/**
	 * Lifts this deadline as soon as a condition holds.
	 * @param condition the condition, to be asked from any thread until this deadline is
	 * lifted
	 */
	void liftWhen(BooleanSupplier condition) {
		this.lifted = condition;
	}

	/**
	 * Returns whether this deadline no longer applies.
	 * @return whether it is lifted
	 */
	public boolean isLifted() {
		try {
			if (!this.lifted.getAsBoolean()) {
				return false;
			}
		}
		catch (RuntimeException ex) {
			// A container takes its response back when the request is over
		}
		lift();
		return true;
	}

	/**
	 * Return the time left.
	 * @return the time left, never negative
	 */
	public Duration timeLeft() {
		return isLifted() ? LONGEST : Duration.ofNanos(Math.max(0, this.expiry - this.nanoClock.getAsLong()));
	}

	/**
	 * Return whether no time is left.
	 * @return whether the deadline is over
	 */
	public boolean isOver() {
		return !isLifted() && this.expiry - this.nanoClock.getAsLong() <= 0;
	}

	/**
	 * Return the nanoseconds from a reading of the same clock until the deadline, for
	 * callers that have just read it.
	 * @param now the reading of the clock
	 * @return the nanoseconds left, negative if over
	 */
	public long nanosLeftAt(long now) {
		return isLifted() ? LONGEST.toNanos() : this.expiry - now;
	}

	@Override
	public String toString() {
		return "Deadline in " + timeLeft();
	}

}
