package io.github.resiliencestarter.engines;

import java.time.Duration;
import java.util.concurrent.Future;

import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resiliencestarter.threads.ResilienceThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Executor for tasks that follow a change but must not be part of it.
 */
public final class DeferredTasks {

	private static final Log logger = LogFactory.getLog(DeferredTasks.class);

	private final ResilienceThreads threads;

	private final Duration pause;

	/**
	 * Create a new instance.
	 * @param threads the threads of the starter
	 * @param pause the time between two checks of a pool that is to be closed
	 */
	DeferredTasks(ResilienceThreads threads, Duration pause) {
		this.threads = threads;
		this.pause = pause;
	}

	/**
	 * Executes a task soon. A failure is logged.
	 * @param task the task
	 */
	public void execute(Runnable task) {
		schedule(task, Duration.ZERO);
	}

	/**
	 * Close a pool that gets no more tasks as soon as its current tasks are done.
	 */
	void retire(ThreadPoolBulkhead pool) {
		schedule(() -> closeIfIdle(pool), this.pause);
	}

	private void closeIfIdle(ThreadPoolBulkhead pool) {
		ThreadPoolBulkhead.Metrics metrics = pool.getMetrics();
		if (metrics.getActiveThreadCount() > 0 || metrics.getQueueDepth() > 0) {
			retire(pool);
			return;
		}
		try {
			pool.close();
		}
		catch (Exception ex) {
			logger.warn("Cannot close the replaced thread pool of bulkhead '" + pool.getName() + "'", ex);
		}
	}

	private void schedule(Runnable work, Duration delay) {
		Future<?> unused = this.threads.schedule(() -> run(work), delay, this.threads.workers());
	}

	private void run(Runnable work) {
		try {
			work.run();
		}
		catch (RuntimeException ex) {
			logger.warn("Cannot update all instances", ex);
		}
	}

}
