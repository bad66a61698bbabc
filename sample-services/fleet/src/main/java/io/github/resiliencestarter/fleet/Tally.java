package io.github.resiliencestarter.fleet;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Account of all requests of a run: each is counted once, also one that was never
 * answered. Thread-safe.
 */
final class Tally {

	private final @Nullable Outcome[] outcomes;

	private final long[] latencies;

	Tally(int requests) {
		this.outcomes = new @Nullable Outcome[requests];
		this.latencies = new long[requests];
	}

	/**
	 * Records what became of a request; only the first word on it counts.
	 */
	synchronized void record(int request, Outcome outcome, long latencyNanos) {
		if (this.outcomes[request] == null) {
			this.outcomes[request] = outcome;
			this.latencies[request] = latencyNanos;
		}
	}

	/**
	 * Closes the account.
	 * @param patienceNanos the latency of the requests that were not answered: as long as
	 * they were waited for
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
	 * The nearest rank: the smallest latency that at least so many percent do not exceed;
	 * zero if there is none.
	 */
	private static long percentile(long[] sorted, int percent) {
		int rank = Math.toIntExact(((long) sorted.length * percent + 99) / 100);
		return (rank == 0) ? 0 : sorted[rank - 1];
	}

	private static double millis(long nanos) {
		return Math.round(nanos / 100_000.0) / 10.0;
	}

}
