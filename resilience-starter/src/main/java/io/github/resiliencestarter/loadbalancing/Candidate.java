package io.github.resiliencestarter.loadbalancing;

/**
 * Instance that may receive calls, and its share of them.
 *
 * @param instance the instance
 * @param weight the share, relative to the sum of all
 */
record Candidate(Instance instance, double weight) {

	boolean isAvailable() {
		return this.instance.ejected() == null;
	}

	Candidate times(double factor) {
		return (factor != 1) ? new Candidate(this.instance, this.weight * factor) : this;
	}

}
