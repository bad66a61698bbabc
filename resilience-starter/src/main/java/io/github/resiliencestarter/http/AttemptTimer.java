package io.github.resiliencestarter.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.guard.Attempt;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Timer that aborts blocking attempts of all clients when they time out. One thread
 * watches the time; other threads exist only while they abort attempts, because closing a
 * connection can take a while.
 */
class AttemptTimer implements SmartLifecycle {

	private static final int MAX_ABORTERS = 16;

	private static final long IDLE_SECONDS = 10;

	// No timer is needed after the application has stopped
	private static final Future<?> UNTIMED = CompletableFuture.completedFuture(null);

	private static final ThreadLocal<@Nullable TimedAttempt> CURRENT = new ThreadLocal<>();

	private volatile @Nullable Threads threads;

	private volatile boolean stopped;

	/**
	 * Begin an attempt on this thread.
	 * @param target the target, for the message
	 * @param attempt the attempt
	 * @return the timed attempt, which the caller must end
	 */
	TimedAttempt begin(String target, Attempt attempt) {
		TimedAttempt timed = new TimedAttempt(target, attempt, this::schedule);
		timed.arm();
		return timed;
	}

	private Future<?> schedule(Runnable abort, Duration limit) {
		Threads threads = this.threads;
		if (threads == null && !this.stopped) {
			start();
			threads = this.threads;
		}
		try {
			return (threads != null) ? threads.schedule(abort, limit) : UNTIMED;
		}
		catch (RejectedExecutionException ex) {
			return UNTIMED;
		}
	}

	/**
	 * Bind an attempt to this thread, so that the client library can say how to abort it.
	 * @param attempt the attempt, or {@code null} for none
	 */
	void bind(@Nullable TimedAttempt attempt) {
		if (attempt != null) {
			CURRENT.set(attempt);
		}
		else {
			CURRENT.remove();
		}
	}

	@Nullable TimedAttempt current() {
		return CURRENT.get();
	}

	@Override
	public synchronized void start() {
		if (this.threads == null) {
			this.threads = Threads.create();
			this.stopped = false;
		}
	}

	@Override
	public synchronized void stop() {
		Threads threads = this.threads;
		if (threads != null) {
			this.stopped = true;
			this.threads = null;
			threads.shutdown();
		}
	}

	@Override
	public boolean isRunning() {
		return this.threads != null;
	}

	// Starts first and stops last, because calls during startup and shutdown are timed
	// as well
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	private record Threads(ScheduledThreadPoolExecutor watcher, ExecutorService aborters) {

		static Threads create() {
			ScheduledThreadPoolExecutor watcher = new ScheduledThreadPoolExecutor(1, daemons("resilience-timer-"));
			watcher.setRemoveOnCancelPolicy(true);
			ThreadPoolExecutor aborters = new ThreadPoolExecutor(MAX_ABORTERS, MAX_ABORTERS, IDLE_SECONDS,
					TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("resilience-abort-"));
			aborters.allowCoreThreadTimeOut(true);
			return new Threads(watcher, aborters);
		}

		private static ThreadFactory daemons(String prefix) {
			CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
			factory.setDaemon(true);
			return factory;
		}

		Future<?> schedule(Runnable abort, Duration limit) {
			return this.watcher.schedule(() -> this.aborters.execute(abort), limit.toNanos(), TimeUnit.NANOSECONDS);
		}

		void shutdown() {
			this.watcher.shutdownNow();
			this.aborters.shutdown();
		}

	}

}
