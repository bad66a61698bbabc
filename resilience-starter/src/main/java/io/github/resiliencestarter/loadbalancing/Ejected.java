package io.github.resiliencestarter.loadbalancing;

/**
 * Ejection of an instance, as it is at one moment.
 *
 * @param reason why it was ejected
 * @param since when, on the monotonic clock
 * @param until when probes may begin
 * @param probesPassed the probes that have been answered since
 */
record Ejected(EjectionReason reason, long since, long until, int probesPassed) {

	boolean isDue(long now) {
		return now - this.until >= 0;
	}

	Ejected passedProbe() {
		return new Ejected(this.reason, this.since, this.until, this.probesPassed + 1);
	}

}
