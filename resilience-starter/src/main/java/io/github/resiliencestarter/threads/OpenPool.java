package io.github.resiliencestarter.threads;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.boot.task.ThreadPoolTaskExecutorBuilder;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Executor of an open pool, built with Spring Boot's builders but without the settings
 * that they have as beans.
 *
 * @param <E> the type of the executor
 * @param executor the executor
 * @param closing closes the executor; never blocks
 */
record OpenPool<E extends Executor>(E executor, Runnable closing) {

	/**
	 * Opens a pool of platform threads. Its tasks wait for a thread only if there is a
	 * minimum number of threads, which is the maximum number then.
	 */
	static OpenPool<Executor> ofThreads(Pool pool, int maxThreads, RejectedExecutionHandler whenBusy) {
		boolean queued = pool == Pool.ABORTER;
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutorBuilder().threadNamePrefix(pool.prefix())
			.corePoolSize(queued ? maxThreads : 0)
			.maxPoolSize(maxThreads)
			.queueCapacity(queued ? Integer.MAX_VALUE : 0)
			.keepAlive(pool.keepAlive())
			.allowCoreThreadTimeOut(true)
			.awaitTermination(!isInterruptedAtTheEnd(pool))
			.additionalCustomizers((each) -> each.setDaemon(true))
			.additionalCustomizers((each) -> each.setRejectedExecutionHandler(whenBusy))
			.build();
		executor.initialize();
		return new OpenPool<>(executor.getThreadPoolExecutor(), executor::shutdown);
	}

	/**
	 * Opens a pool of one virtual thread per task, without a limit.
	 */
	static OpenPool<Executor> ofVirtualThreads(Pool pool) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutorBuilder().threadNamePrefix(pool.prefix())
			.virtualThreads(true)
			.cancelRemainingTasksOnClose(isInterruptedAtTheEnd(pool))
			.build();
		return new OpenPool<>(executor, executor::close);
	}

	static OpenPool<ScheduledExecutorService> ofScheduler(Pool pool) {
		ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskSchedulerBuilder().threadNamePrefix(pool.prefix())
			.poolSize(pool.maxThreads())
			.additionalCustomizers((each) -> each.setDaemon(true))
			.additionalCustomizers((each) -> each.setRemoveOnCancelPolicy(true))
			.build();
		scheduler.initialize();
		ScheduledThreadPoolExecutor executor = scheduler.getScheduledThreadPoolExecutor();
		Duration keepAlive = pool.keepAlive();
		executor.setKeepAliveTime(keepAlive.toMillis(), TimeUnit.MILLISECONDS);
		executor.allowCoreThreadTimeOut(true);
		return new OpenPool<>(executor, scheduler::shutdown);
	}

	// The others finish what they have begun
	private static boolean isInterruptedAtTheEnd(Pool pool) {
		return pool == Pool.LIMITED;
	}

}
