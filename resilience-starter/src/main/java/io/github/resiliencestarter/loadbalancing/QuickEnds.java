package io.github.resiliencestarter.loadbalancing;

/**
 * Calls to one instance that ended early because it failed or rejected them. They count
 * as in flight for as long as a response would have taken; otherwise, an instance that
 * fails fast would look idle and attract all calls. Written under a lock, read without.
 */
class QuickEnds {

	private volatile double number;

	private volatile long since;

	QuickEnds(long now) {
		this.since = now;
	}

	/**
	 * Adds a call.
	 * @param saved the nanoseconds saved compared with a typical response
	 */
	void add(double saved, long now) {
		if (saved > 0) {
			this.number = at(saved, now) + 1;
			this.since = now;
		}
	}

	/**
	 * Returns the calls that would still be in flight.
	 * @param latency the nanoseconds that a response takes
	 */
	int inFlight(double latency, long now) {
		return (this.number > 0) ? (int) Math.round(at(latency, now)) : 0;
	}

	private double at(double latency, long now) {
		double number = this.number;
		return (number > 0 && latency > 0) ? number * Math.exp(-Math.max(0, now - this.since) / latency) : 0;
	}

}
