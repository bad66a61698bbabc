package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * First requests to services that have just started. Under load, cold JVMs would exceed
 * the timeouts of these requests.
 */
final class WarmUp {

	private static final List<String> PATHS = List.of(Traffic.CHECKOUT, Traffic.CHECKOUT, Traffic.HOME,
			Traffic.BEST_SELLERS);

	private static final int MIN_REQUESTS = 60;

	/**
	 * Number of requests in a row that must succeed.
	 */
	private static final int SUCCESSES = 10;

	private static final Duration LIMIT = Duration.ofSeconds(20);

	/**
	 * Pause after a failure.
	 */
	private static final Duration PAUSE = Duration.ofMillis(100);

	private final Pace pace;

	private final Predicate<String> request;

	/**
	 * Creates a warm-up.
	 * @param request sends a request for a path of the storefront and returns whether it
	 * succeeded
	 */
	WarmUp(Pace pace, Predicate<String> request) {
		this.pace = pace;
		this.request = request;
	}

	/**
	 * Sends requests, one after another, until they succeed or the time is over.
	 */
	void run() {
		long limit = this.pace.nanos() + LIMIT.toNanos();
		int successes = 0;
		for (int i = 0; (i < MIN_REQUESTS || successes < SUCCESSES) && this.pace.nanos() < limit; i++) {
			if (this.request.test(PATHS.get(i % PATHS.size()))) {
				successes++;
			}
			else {
				successes = 0;
				this.pace.awaitUntil(this.pace.nanos() + PAUSE.toNanos());
			}
		}
	}

}
