package io.github.resiliencestarter.loadbalancing;

/**
 * How one of the instances that are fit for a call is chosen.
 */
public enum Algorithm {

	/**
	 * The less loaded of two chosen at random, after Finagle's {@code p2cPeakEwma}: load
	 * is latency, of which peaks count at once and fade slowly, by calls under way. Of
	 * latencies within a factor of two and 10 ms the calls under way count alone, after
	 * Envoy's {@code LEAST_REQUEST}.
	 */
	LEAST_LOADED,

	/**
	 * One after the other.
	 */
	ROUND_ROBIN

}
