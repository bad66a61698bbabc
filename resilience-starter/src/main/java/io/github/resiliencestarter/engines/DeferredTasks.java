package io.github.resiliencestarter.engines;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Executor for tasks that follow a change but must not be part of it. Its single thread
 * exists only while there is work.
 */
public final class DeferredTasks implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(DeferredTasks.class);

	private static final Duration IDLE = Duration.ofSeconds(5);

	private final Duration pause;

	private final ScheduledThreadPoolExecutor executor;

	private volatile boolean running;

	/**
	 * Create a new instance.
	 * @param pause the time between two checks of a pool that is to be closed
	 */
	DeferredTasks(Duration pause) {
		this.pause = pause;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("resilience-reconfiguration-");
		threads.setDaemon(true);
		this.executor = new ScheduledThreadPoolExecutor(1, threads);
		this.executor.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.executor.setRemoveOnCancelPolicy(true);
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
		try {
			Future<?> unused = this.executor.schedule(() -> run(work), delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The application is closing", ex);
		}
	}

	private void run(Runnable work) {
		try {
			work.run();
		}
		catch (RuntimeException ex) {
			logger.warn("Cannot update all instances", ex);
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.executor.shutdownNow();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
