package io.github.resiliencestarter.guard;

import org.jspecify.annotations.Nullable;

/**
 * When the requests to one target are hedged.
 *
 * @param delay the setting
 * @param fixed the time in nanoseconds if it is fixed
 * @param quantile the moving quantile if the setting is a percentile, otherwise
 * {@code null}
 */
record HedgeTiming(HedgeDelay delay, long fixed, @Nullable LatencyQuantile quantile) {

	static @Nullable HedgeTiming of(HedgeDelay delay) {
		if (delay instanceof HedgeDelay.Fixed fixed) {
			return new HedgeTiming(delay, fixed.time().toNanos(), null);
		}
		return (delay instanceof HedgeDelay.Percentile percentile)
				? new HedgeTiming(delay, -1, new LatencyQuantile(percentile.percent() / 100)) : null;
	}

	/**
	 * Returns the timing for a setting; what has been observed is kept if it is the same.
	 */
	static @Nullable HedgeTiming of(HedgeDelay delay, @Nullable HedgeTiming before) {
		return (before != null && before.delay.equals(delay)) ? before : of(delay);
	}

	/**
	 * Returns the time to wait for the first response.
	 * @return the nanoseconds, negative if there is no hedge at the moment
	 */
	long nanos() {
		return (this.quantile != null) ? this.quantile.nanos() : this.fixed;
	}

	void observe(long latency) {
		if (this.quantile != null) {
			this.quantile.observe(latency);
		}
	}

}
