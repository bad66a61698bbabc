package io.github.resiliencestarter.fleet;

import java.util.Map;

/**
 * Result of a minute of a soak test.
 *
 * @param fault the fault of the minute, in words
 * @param problem why the fault was not started or removed as it should be; empty if it
 * was
 * @param sent the number of requests
 * @param failures the number of failed requests by outcome
 */
record SoakMinute(String fault, String problem, int sent, Map<String, Integer> failures) {

	SoakMinute {
		failures = Map.copyOf(failures);
	}

	int failed() {
		return this.failures.values().stream().mapToInt(Integer::intValue).sum();
	}

}
