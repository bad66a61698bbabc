package io.github.resiliencestarter.discovery;

import java.time.Duration;

/**
 * Scheduler that runs tasks on threads that may block.
 */
public interface Timer {

	/**
	 * Run a task once.
	 * @param task the task
	 * @param delay the delay; zero for as soon as possible
	 * @return a handle to cancel the task
	 */
	Scheduled schedule(Runnable task, Duration delay);

	/**
	 * Handle to a scheduled task.
	 */
	@FunctionalInterface
	interface Scheduled {

		/**
		 * Cancel the task, unless it has started.
		 */
		void cancel();

	}

}
