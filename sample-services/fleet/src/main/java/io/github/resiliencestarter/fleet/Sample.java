package io.github.resiliencestarter.fleet;

/**
 * One request of an experiment.
 *
 * @param path the path
 * @param dueNanos the time at which it was due, on the scale of the {@link Pace}
 * @param latencyNanos the time from then to the response or the failure
 * @param answer the outcome
 */
record Sample(String path, long dueNanos, long latencyNanos, Answer answer) {

	boolean failed() {
		return this.answer.outcome().failed();
	}

}
