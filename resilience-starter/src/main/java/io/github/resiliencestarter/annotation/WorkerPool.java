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
 * Maker of the threads of {@link AnnotationThreads}: daemons, named after what they do.
 */
final class WorkerPool {

	private static final String WORKERS = "resilience-limited-";

	private static final String SCHEDULER = "resilience-scheduler-";

	private static final int KEEP_ALIVE_SECONDS = 60;

	private WorkerPool() {
	}

	/**
	 * Return a thread for each task, without a limit.
	 */
	static ExecutorService virtual() {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 0, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new VirtualThreadTaskExecutor(WORKERS).getVirtualThreadFactory());
	}

	/**
	 * Return threads that refuse work when all of them are busy, rather than letting it
	 * wait until its time is up.
	 */
	static ExecutorService platform(int maxThreads) {
		return new ThreadPoolExecutor(0, maxThreads, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				daemons(WORKERS), (task, pool) -> {
					throw new RejectedExecutionException("All " + maxThreads
							+ " threads for methods with @TimeLimiter are busy; set resilience.annotation.max-threads or "
							+ "spring.threads.virtual.enabled if that is too few");
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
