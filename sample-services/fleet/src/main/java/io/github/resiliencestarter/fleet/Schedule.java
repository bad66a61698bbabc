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
			throw new IllegalArgumentException("A schedule has at least one request");
		}
	}

	int requests() {
		return Math.multiplyExact(this.rps, this.seconds);
	}

	/**
	 * When a request is due, in nanoseconds from the start. Computed for each by itself,
	 * so that no rounding error adds up.
	 */
	long dueNanos(int request) {
		return request * NANOS_PER_SECOND / this.rps;
	}

}
