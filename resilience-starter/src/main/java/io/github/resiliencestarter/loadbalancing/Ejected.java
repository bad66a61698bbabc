package io.github.resiliencestarter.loadbalancing;

/**
 * Ejection of an instance. Immutable.
 *
 * @param reason the reason
 * @param since the start, on the monotonic clock
 * @param until the time when probes may begin
 * @param probesPassed the number of probes that have succeeded
 */
record Ejected(EjectionReason reason, long since, long until, int probesPassed) {

	boolean isDue(long now) {
		return now - this.until >= 0;
	}

	/**
	 * Returns whether the instance may not even be probed.
	 */
	boolean isHeld(long now) {
		return this.reason == EjectionReason.MANUAL && !isDue(now);
	}

	Ejected until(long until) {
		return new Ejected(this.reason, this.since, until, 0);
	}

	Ejected passedProbe() {
		return new Ejected(this.reason, this.since, this.until, this.probesPassed + 1);
	}

}
