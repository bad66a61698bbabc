package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

/**
 * Latency of the slowest recent calls, against which the silence of an instance is
 * measured. A peak counts in full immediately, and fades exponentially even while nothing
 * is observed, as in Finagle's {@code PeakEwma}. Written under a lock, read without.
 */
class PeakLatency {

	// Idle time below this share of the decay time is not worth computing the decay
	private static final double INSTANT = 0.001;

	private final double decayNanos;

	private volatile double nanos;

	private volatile long observed;

	PeakLatency(Duration decay, long now) {
		this.decayNanos = decay.toNanos();
		this.observed = now;
	}

	synchronized void observe(long latency, long now) {
		double current = this.nanos;
		double weight = Math.exp(-Math.max(0, now - this.observed) / this.decayNanos);
		this.nanos = (latency > current) ? latency : current * weight + latency * (1 - weight);
		this.observed = now;
	}

	double at(long now) {
		double idle = (now - this.observed) / this.decayNanos;
		return (idle < INSTANT) ? this.nanos : this.nanos * Math.exp(-idle);
	}

}
