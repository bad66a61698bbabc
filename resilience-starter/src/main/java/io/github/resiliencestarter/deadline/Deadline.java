package io.github.resiliencestarter.deadline;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Time on this process's monotonic clock from which the response to a request is no
 * longer useful. It is lifted once the response has begun: a stream or background work
 * that continues has no deadline. Thread-safe.
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
	 * Create a deadline.
	 * @param timeLeft the remaining time; if negative, the deadline has expired
	 * @param nanoClock the monotonic clock in nanoseconds
	 * @return the deadline
	 */
	public static Deadline after(Duration timeLeft, LongSupplier nanoClock) {
		Duration bounded = (timeLeft.compareTo(LONGEST) < 0) ? timeLeft : LONGEST;
		return new Deadline(nanoClock.getAsLong() + (bounded.isNegative() ? 0 : bounded.toNanos()), nanoClock);
	}

	/**
	 * Lift this deadline: from now on, time is unlimited.
	 */
	public void lift() {
		this.lifted = () -> true;
	}

	/**
	 * Lift this deadline as soon as a condition holds.
	 * @param condition the condition, evaluated on any thread until this deadline is
	 * lifted
	 */
	public void liftWhen(BooleanSupplier condition) {
		this.lifted = condition;
	}

	/**
	 * Return whether this deadline no longer applies.
	 * @return whether it is lifted
	 */
	public boolean isLifted() {
		try {
			if (!this.lifted.getAsBoolean()) {
				return false;
			}
		}
		catch (RuntimeException ex) {
			// The container recycles the response when the request has ended
		}
		lift();
		return true;
	}

	/**
	 * Return the remaining time.
	 * @return the remaining time, never negative
	 */
	public Duration timeLeft() {
		return isLifted() ? LONGEST : Duration.ofNanos(Math.max(0, this.expiry - this.nanoClock.getAsLong()));
	}

	/**
	 * Return whether this deadline has expired.
	 * @return whether it has expired
	 */
	public boolean isOver() {
		return !isLifted() && this.expiry - this.nanoClock.getAsLong() <= 0;
	}

	/**
	 * Return the nanoseconds from a given time on the same clock until the deadline, for
	 * callers that have just read the clock.
	 * @param now the current time
	 * @return the remaining nanoseconds, negative if expired
	 */
	public long nanosLeftAt(long now) {
		return isLifted() ? LONGEST.toNanos() : this.expiry - now;
	}

	@Override
	public String toString() {
		return "Deadline in " + timeLeft();
	}

}
