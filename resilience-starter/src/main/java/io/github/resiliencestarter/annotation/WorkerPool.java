package io.github.resiliencestarter.annotation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Creates the threads of {@link AnnotationThreads}: daemon threads, named after their
 * purpose.
 */
final class WorkerPool {

	private static final String WORKERS = "resilience-limited-";

	private static final String SCHEDULER = "resilience-scheduler-";

	private static final int KEEP_ALIVE_SECONDS = 60;

	private WorkerPool() {
	}

	/**
	 * Return an executor with one virtual thread per task and no upper limit.
	 */
	static ExecutorService virtual() {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 0, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new VirtualThreadTaskExecutor(WORKERS).getVirtualThreadFactory());
	}

	/**
	 * Return an executor that rejects work while all of its threads are busy. Queued work
	 * would only exceed its time limit.
	 */
	static ExecutorService platform(int maxThreads) {
		return new ThreadPoolExecutor(0, maxThreads, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				daemons(WORKERS), (task, pool) -> {
					throw new RejectedExecutionException("All " + maxThreads
							+ " threads for methods with @TimeLimiter are busy. If that limit is too low, "
							+ "increase resilience.annotation.max-threads or set "
							+ "spring.threads.virtual.enabled=true");
				});
	}

	static ScheduledExecutorService scheduler() {
		ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(
				Runtime.getRuntime().availableProcessors(), daemons(SCHEDULER));
		scheduler.setRemoveOnCancelPolicy(true);
		return scheduler;
	}

	private static ThreadFactory daemons(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

}
