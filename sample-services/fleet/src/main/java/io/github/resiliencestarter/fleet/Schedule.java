package io.github.resiliencestarter.fleet;

import java.time.Duration;

/**
 * Times at which requests are due: evenly spaced, and fixed before the first is sent.
 *
 * @param rps requests per second
 * @param seconds for how many seconds
 */
record Schedule(int rps, int seconds) {

	private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

	Schedule {
		if (rps < 1 || seconds < 1) {
			throw new IllegalArgumentException("A schedule must have at least one request");
		}
	}

	int requests() {
		return Math.multiplyExact(this.rps, this.seconds);
	}

	/**
	 * The time at which a request is due, in nanoseconds from the start. Computed
	 * separately for each request, so that rounding errors do not add up.
	 */
	long dueNanos(int request) {
		return request * NANOS_PER_SECOND / this.rps;
	}

}
