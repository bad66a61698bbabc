package io.github.resiliencestarter.control;

import java.time.Duration;
import java.time.Instant;

import io.github.resiliencestarter.discovery.DiscoveryTime;

/**
 * Time that an override has left. It ends when its expiry has come, or when the time that
 * was left when it was first seen has passed: a wall clock that is set forward ends it,
 * and one that is set back does not prolong it.
 *
 * @param expiry the expiry
 * @param seen when this instance first saw it
 * @param deadline the end on the monotonic clock
 */
record Lifetime(Instant expiry, Instant seen, long deadline) {

	/**
	 * Maximum time from the first sight to the expiry.
	 */
	static final Duration MAX = Duration.ofDays(7);

	/**
	 * Begins with a first sight, or with an earlier one that has been kept on disk.
	 * @param expiry the expiry
	 * @param seen when this instance first saw it
	 * @param time the time
	 * @return the lifetime
	 */
	static Lifetime of(Instant expiry, Instant seen, DiscoveryTime time) {
		Instant now = time.clock().instant();
		Duration left = Duration.between(now.isBefore(seen) ? seen : now, expiry);
		Duration bounded = left.isNegative() ? Duration.ZERO : (left.compareTo(MAX) > 0) ? MAX : left;
		return new Lifetime(expiry, seen, time.nanos() + bounded.toNanos());
	}

	/**
	 * Returns whether the expiry is further away than allowed.
	 */
	boolean isTooLong() {
		return this.expiry.isAfter(this.seen.plus(MAX));
	}

	/**
	 * Returns the time that is left; zero or negative if it has ended.
	 */
	Duration left(DiscoveryTime time) {
		Duration monotonic = Duration.ofNanos(this.deadline - time.nanos());
		Duration absolute = Duration.between(time.clock().instant(), this.expiry);
		return (monotonic.compareTo(absolute) < 0) ? monotonic : absolute;
	}

}
