package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

/**
 * Sliding window of recent results. Windows of the same length forget at the same
 * moments, so that their counts can be subtracted. Safe for use by many threads.
 */
class ErrorWindow {

	private static final int SLICES = 10;

	private final int[] calls = new int[SLICES];

	private final int[] errors = new int[SLICES];

	private final long sliceNanos;

	private long tick;

	private long allCalls;

	private long allErrors;

	ErrorWindow(Duration window, long now) {
		this.sliceNanos = Math.max(1, window.toNanos() / SLICES);
		this.tick = tickOf(now);
	}

	/**
	 * Adds a result.
	 * @return the counts, including this result
	 */
	synchronized Counts add(boolean error, long now) {
		expire(now);
		int slice = sliceOf(this.tick);
		this.calls[slice]++;
		if (error) {
			this.errors[slice]++;
			this.allErrors++;
		}
		this.allCalls++;
		return sum();
	}

	/**
	 * Returns the counts since the start, regardless of the window.
	 */
	synchronized Counts total() {
		return new Counts(this.allCalls, this.allErrors);
	}

	private void expire(long now) {
		long current = tickOf(now);
		for (long next = Math.max(this.tick + 1, current - SLICES + 1); next <= current; next++) {
			this.calls[sliceOf(next)] = 0;
			this.errors[sliceOf(next)] = 0;
		}
		this.tick = Math.max(this.tick, current);
	}

	private long tickOf(long now) {
		return Math.floorDiv(now, this.sliceNanos);
	}

	private static int sliceOf(long tick) {
		return Math.floorMod(tick, SLICES);
	}

	private Counts sum() {
		int calls = 0;
		int errors = 0;
		for (int i = 0; i < SLICES; i++) {
			calls += this.calls[i];
			errors += this.errors[i];
		}
		return new Counts(calls, errors);
	}

	/**
	 * Number of results.
	 *
	 * @param calls the number of results
	 * @param errors the number of errors among them
	 */
	record Counts(long calls, long errors) {

		Counts without(Counts others) {
			return new Counts(Math.max(0, this.calls - others.calls), Math.max(0, this.errors - others.errors));
		}

		double errorShare() {
			return (this.calls > 0) ? (double) this.errors / this.calls : 0;
		}

	}

}
