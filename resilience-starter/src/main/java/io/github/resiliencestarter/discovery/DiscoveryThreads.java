package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Threads of discovery and registration: one scheduler, and workers only while there is
 * work. A Consul watch occupies no thread while it waits.
 */
public final class DiscoveryThreads implements Timer, Executor, SmartLifecycle {

	/**
	 * Starts first and stops last, because other services are called until then.
	 */
	static final int PHASE = Integer.MIN_VALUE;

	private static final Scheduled NEVER = () -> {
	};

	private volatile @Nullable Threads threads;

	private volatile boolean stopped;

	DiscoveryThreads() {
	}

	@Override
	public Scheduled schedule(Runnable task, Duration delay) {
		Threads threads = threads();
		try {
			return (threads != null) ? threads.schedule(task, delay) : NEVER;
		}
		catch (RejectedExecutionException ex) {
			return NEVER;
		}
	}

	@Override
	public void execute(Runnable task) {
		Threads threads = threads();
		if (threads == null) {
			throw new RejectedExecutionException("Discovery has stopped");
		}
		threads.workers().execute(task);
	}

	private @Nullable Threads threads() {
		Threads threads = this.threads;
		if (threads == null && !this.stopped) {
			start();
			threads = this.threads;
		}
		return threads;
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
		this.stopped = true;
		Threads threads = this.threads;
		if (threads != null) {
			this.threads = null;
			threads.shutdown();
		}
	}

	@Override
	public boolean isRunning() {
		return this.threads != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private record Threads(ScheduledThreadPoolExecutor timer, ExecutorService workers) {

		static Threads create() {
			ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
					daemons("resilience-discovery-timer-"));
			timer.setRemoveOnCancelPolicy(true);
			return new Threads(timer, Executors.newCachedThreadPool(daemons("resilience-discovery-")));
		}

		private static ThreadFactory daemons(String prefix) {
			CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
			factory.setDaemon(true);
			return factory;
		}

		Scheduled schedule(Runnable task, Duration delay) {
			Future<?> future = this.timer.schedule(() -> this.workers.execute(task), delay.toNanos(),
					TimeUnit.NANOSECONDS);
			return () -> future.cancel(false);
		}

		void shutdown() {
			this.timer.shutdownNow();
			this.workers.shutdown();
		}

	}

}
