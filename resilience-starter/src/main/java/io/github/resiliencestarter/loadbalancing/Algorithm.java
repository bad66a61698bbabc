package io.github.resiliencestarter.loadbalancing;

/**
 * How one of the instances that are fit for a call is chosen.
 */
public enum Algorithm {

	/**
	 * The less loaded of two, after Finagle's {@code p2cPeakEwma}: one that clearly fails
	 * more often has the larger load; otherwise load is the latency of a typical call
	 * multiplied by the calls in flight. Of latencies that differ by no more than chance
	 * explains, the calls in flight count alone, after Envoy's {@code LEAST_REQUEST}, and
	 * of equal loads the calls sent. An instance that is left out gets a call now and
	 * then.
	 */
	LEAST_LOADED,

	/**
	 * One after the other.
	 */
	ROUND_ROBIN

}
