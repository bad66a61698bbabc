package io.github.resiliencestarter.loadbalancing;

/**
 * Instance that a call may go to, and the share of the calls that it is meant to get.
 *
 * @param instance the instance
 * @param weight the share, by the sum of all
 */
record Candidate(Instance instance, double weight) {

	boolean isAvailable() {
		return this.instance.ejected() == null;
	}

	Candidate times(double factor) {
		return (factor != 1) ? new Candidate(this.instance, this.weight * factor) : this;
	}

}
