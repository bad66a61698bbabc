package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

/**
 * Moving geometric mean of latency, and how far chance alone may have moved it. A single
 * peak, such as a cold first call or a pause of the garbage collector, hardly moves it;
 * an instance that has become slow does within a few calls. Written under a lock, read
 * without.
 */
class TypicalLatency {

	// Latencies below are considered equal: the difference does not matter
	private static final double SHORTEST = Duration.ofMillis(1).toNanos();

	// A burst of responses after a pause counts as few observations
	private static final double MIN_WEIGHT = 1.0 / 64;

	// One observation alone never decides
	private static final double MAX_WEIGHT = 1.0 / 8;

	// Before there is any to compare: one call takes up to a few times as long as another
	private static final double INITIAL_VARIANCE = 1;

	// Together with that of the other, three standard deviations of the difference
	private static final double DEVIATIONS = 2;

	private final double decayNanos;

	private volatile double nanos;

	private volatile double margin = 1;

	// Below: under the lock
	private double mean;

	private double variance = INITIAL_VARIANCE;

	private int observations;

	private long observed;

	TypicalLatency(Duration decay, long now) {
		this.decayNanos = decay.toNanos();
		this.observed = now;
	}

	synchronized void observe(long latency, long now) {
		double weight = weightOfNext(now);
		double value = Math.log(Math.max((double) latency, SHORTEST));
		double difference = value - this.mean;
		if (this.observations > 1) {
			this.variance = (1 - weight) * (this.variance + weight * difference * difference);
		}
		this.margin = Math.exp(DEVIATIONS * Math.sqrt(this.variance * weight / (2 - weight)));
		setMean(this.mean + weight * difference);
	}

	private double weightOfNext(long now) {
		double weight = Math.min(MAX_WEIGHT, Math.max(MIN_WEIGHT, (now - this.observed) / this.decayNanos));
		this.observed = now;
		if (this.observations * MAX_WEIGHT < 1) {
			this.observations++;
		}
		return Math.max(weight, (this.observations * MAX_WEIGHT < 1) ? 1.0 / this.observations : 0);
	}

	/**
	 * Observes a latency that says how slow, but not how quick the instance is.
	 */
	synchronized void observeAtLeast(long latency, long now) {
		observe(Math.max(latency, (long) this.nanos), now);
	}

	/**
	 * Forgets what was observed before: the instance has not been called for a while, and
	 * this is how it is now.
	 */
	synchronized void restart(long latency, long now) {
		this.observed = now;
		setMean(Math.log(Math.max((double) latency, SHORTEST)));
	}

	private void setMean(double mean) {
		this.mean = mean;
		this.nanos = Math.exp(mean);
	}

	/**
	 * Returns the latency.
	 * @return the latency in nanoseconds, 0 if nothing has been observed
	 */
	double nanos() {
		return this.nanos;
	}

	/**
	 * Returns how much the latency may have changed by chance alone.
	 * @return the factor, at least 1
	 */
	double margin() {
		return this.margin;
	}

}
