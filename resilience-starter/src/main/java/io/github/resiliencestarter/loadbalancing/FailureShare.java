package io.github.resiliencestarter.loadbalancing;

/**
 * Moving average of the share of failed calls of one instance. Failures count immediately
 * and fade with each success. Written under a lock, read without.
 */
class FailureShare {

	private static final double FAILURE = 1.0 / 5;

	private static final double SUCCESS = 1.0 / 8;

	// A successful trial compensates for one failure, two in a row for three
	private static final double TRIAL = 1.0 / 3;

	// More than one failure in a few calls: one may happen to any instance
	private static final double CLEARLY_MORE = 0.3;

	private static final double NEGLIGIBLE = 0.01;

	private volatile double share;

	void failed() {
		double share = this.share;
		this.share = share + FAILURE * (1 - share);
	}

	void succeeded(boolean trial) {
		double share = this.share;
		if (share > 0) {
			share -= share * (trial ? TRIAL : SUCCESS);
			this.share = (share < NEGLIGIBLE) ? 0 : share;
		}
	}

	void forget() {
		this.share = 0;
	}

	/**
	 * Compares with the share of another instance.
	 * @return a negative number if this share is clearly smaller, a positive one if it is
	 * clearly larger, 0 if chance may explain the difference
	 */
	int compareTo(FailureShare other) {
		double difference = this.share - other.share;
		return (Math.abs(difference) > CLEARLY_MORE) ? (int) Math.signum(difference) : 0;
	}

}
