package io.github.resiliencestarter.fleet;

/**
 * One request of an experiment.
 *
 * @param path what was asked for
 * @param dueNanos when it was due, on the scale of the {@link Pace}
 * @param latencyNanos how long after that it was answered or given up
 * @param answer what became of it
 */
record Sample(String path, long dueNanos, long latencyNanos, Answer answer) {

	boolean failed() {
		return this.answer.outcome().failed();
	}

}
