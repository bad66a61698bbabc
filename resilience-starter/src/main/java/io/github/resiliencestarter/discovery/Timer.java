package io.github.resiliencestarter.discovery;

import java.time.Duration;

/**
 * Runs a task later, on a thread that may block.
 */
interface Timer {

	/**
	 * Run a task once.
	 * @param task the task
	 * @param delay how much later; zero for as soon as possible
	 * @return what prevents it
	 */
	Scheduled schedule(Runnable task, Duration delay);

	/**
	 * Task that has not run yet, or has.
	 */
	@FunctionalInterface
	interface Scheduled {

		void cancel();

	}

}
