package io.github.resiliencestarter.guard;

import java.time.Duration;

/**
 * Moving quantile of response times, in a histogram whose buckets grow by an eighth. It
 * is known once a few responses are slower, and computed again after each {@value #STEP}
 * responses. Older responses count less and less, because all counts are halved as soon
 * as there are many. Safe for use by many threads.
 * <p>
 * A time that is known only to be at least so long, because the request was canceled,
 * must be longer than the quantile; then it counts correctly.
 */
final class LatencyQuantile {

	/**
	 * Responses after which the quantile is computed again.
	 */
	static final int STEP = 32;

	/**
	 * Slower responses that are necessary to know the quantile.
	 */
	static final int SLOWER = 10;

	// Times below make no difference
	private static final double SHORTEST = Duration.ofMillis(1).toNanos();

	private static final double GROWTH = Math.log(1.125);

	// Up to more than five minutes
	private static final int BUCKETS = 110;

	// In multiples of the necessary responses
	private static final int MOST = 10;

	private final double share;

	private final int necessary;

	private final int[] counts = new int[BUCKETS];

	private int total;

	private int untilNext = STEP;

	private volatile long nanos = -1;

	/**
	 * Creates a quantile.
	 * @param share the share of the responses that are not slower, less than one
	 */
	LatencyQuantile(double share) {
		this.share = share;
		this.necessary = (int) Math.ceil(SLOWER / (1 - share));
	}

	/**
	 * Returns the quantile.
	 * @return the time in nanoseconds, at least a millisecond; negative if it is not
	 * known yet
	 */
	long nanos() {
		return this.nanos;
	}

	synchronized void observe(long latency) {
		this.counts[bucketOf(latency)]++;
		this.total++;
		if (--this.untilNext > 0) {
			return;
		}
		this.untilNext = STEP;
		if (this.total >= this.necessary) {
			this.nanos = compute();
		}
		if (this.total >= MOST * this.necessary) {
			halve();
		}
	}

	private static int bucketOf(long latency) {
		double above = (latency > SHORTEST) ? Math.log(latency / SHORTEST) / GROWTH : 0;
		return Math.min(BUCKETS - 1, (int) Math.ceil(above));
	}

	// The upper end of the bucket, so that no more responses are slower
	private long compute() {
		double notSlower = this.share * this.total;
		int bucket = 0;
		int seen = this.counts[0];
		while (seen < notSlower && bucket < BUCKETS - 1) {
			seen += this.counts[++bucket];
		}
		return (long) (SHORTEST * Math.exp(bucket * GROWTH));
	}

	private void halve() {
		this.total = 0;
		for (int bucket = 0; bucket < BUCKETS; bucket++) {
			this.counts[bucket] /= 2;
			this.total += this.counts[bucket];
		}
	}

}
