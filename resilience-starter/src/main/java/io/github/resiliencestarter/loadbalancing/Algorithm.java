package io.github.resiliencestarter.loadbalancing;

/**
 * Algorithm that chooses one of the healthy instances for a call.
 */
public enum Algorithm {

	/**
	 * The less loaded of two, after Finagle's {@code p2cPeakEwma}: one that clearly fails
	 * more often has the larger load; otherwise load is the latency of a typical call
	 * multiplied by the calls in flight. Of latencies that differ by no more than chance
	 * explains, the calls in flight count alone, after Envoy's {@code LEAST_REQUEST}, and
	 * of equal loads the calls sent. An instance that is never chosen still gets an
	 * occasional call.
	 */
	LEAST_LOADED,

	/**
	 * Round robin.
	 */
	ROUND_ROBIN

}
