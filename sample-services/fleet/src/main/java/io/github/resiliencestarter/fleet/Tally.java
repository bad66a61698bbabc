package io.github.resiliencestarter.fleet;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Counts all requests of a run, each of them once, including requests without a response.
 * Thread-safe.
 */
final class Tally {

	private final @Nullable Outcome[] outcomes;

	private final long[] latencies;

	Tally(int requests) {
		this.outcomes = new @Nullable Outcome[requests];
		this.latencies = new long[requests];
	}

	/**
	 * Records the outcome of a request; only the first outcome counts.
	 */
	synchronized void record(int request, Outcome outcome, long latencyNanos) {
		if (this.outcomes[request] == null) {
			this.outcomes[request] = outcome;
			this.latencies[request] = latencyNanos;
		}
	}

	/**
	 * Finishes the count.
	 * @param patienceNanos the latency to assume for requests without a response
	 */
	synchronized LoadReport report(long patienceNanos) {
		for (int request = 0; request < this.outcomes.length; request++) {
			record(request, Outcome.TIMEOUT, patienceNanos);
		}
		int failed = 0;
		Map<String, Integer> statuses = new TreeMap<>();
		for (Outcome outcome : this.outcomes) {
			if (outcome != null) {
				failed += outcome.failed() ? 1 : 0;
				statuses.merge(outcome.label(), 1, Integer::sum);
			}
		}
		long[] sorted = this.latencies.clone();
		Arrays.sort(sorted);
		return new LoadReport(sorted.length, failed, statuses, millis(percentile(sorted, 50)),
				millis(percentile(sorted, 99)), millis(percentile(sorted, 100)));
	}

	/**
	 * Percentile by nearest rank: the smallest latency that at least the given percentage
	 * of requests do not exceed; zero if there are no requests.
	 */
	private static long percentile(long[] sorted, int percent) {
		int rank = Math.toIntExact(((long) sorted.length * percent + 99) / 100);
		return (rank == 0) ? 0 : sorted[rank - 1];
	}

	private static double millis(long nanos) {
		return Math.round(nanos / 100_000.0) / 10.0;
	}

}
