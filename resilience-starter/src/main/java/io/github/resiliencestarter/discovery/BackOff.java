package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff up to a limit, with half of each wait randomized, so that processes
 * that lost Consul at the same time do not return at the same time.
 *
 * @param first the first wait
 * @param longest the longest wait
 */
public record BackOff(Duration first, Duration longest) {

	private static final int MAX_DOUBLINGS = 30;

	/**
	 * Return how long to wait after consecutive failures.
	 * @param failures the number of failures, at least 1
	 * @param random the source of jitter
	 * @return between half of the wait and all of it
	 */
	public Duration after(int failures, RandomGenerator random) {
		long doubled = this.first.toNanos() << Math.min(failures - 1, MAX_DOUBLINGS);
		long wait = (doubled > 0) ? Math.min(doubled, this.longest.toNanos()) : this.longest.toNanos();
		return Duration.ofNanos((long) (wait * (0.5 + random.nextDouble() / 2)));
	}

}
