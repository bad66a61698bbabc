package io.github.resiliencestarter.console;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of the console. Their number does not depend on the size of the fleet.
 */
final class ConsoleThreads implements AutoCloseable {

	private static final int HTTP = 2;

	private static final int WRITERS = 8;

	/**
	 * More than there are streams, so that each of them gets its turn.
	 */
	private static final int WAITING = 128;

	private final ScheduledThreadPoolExecutor fleet = scheduled("fleet");

	private final ScheduledThreadPoolExecutor timer = scheduled("timer");

	private final ScheduledThreadPoolExecutor discovery = scheduled("discovery");

	private final ScheduledThreadPoolExecutor store = scheduled("store");

	private final ExecutorService http = Executors.newFixedThreadPool(HTTP, named("http"));

	private final ThreadPoolExecutor writers = new ThreadPoolExecutor(WRITERS, WRITERS, 30, TimeUnit.SECONDS,
			new ArrayBlockingQueue<>(WAITING), named("stream"));

	ConsoleThreads() {
		this.writers.allowCoreThreadTimeOut(true);
	}

	private static ScheduledThreadPoolExecutor scheduled(String name) {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, named(name));
		executor.setRemoveOnCancelPolicy(true);
		return executor;
	}

	private static ThreadFactory named(String name) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, "resilience-console-" + name + "-" + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * The thread that owns the state of the fleet. It never waits.
	 */
	ScheduledExecutorService fleet() {
		return this.fleet;
	}

	/**
	 * Thread for timeouts.
	 */
	ScheduledExecutorService timer() {
		return this.timer;
	}

	/**
	 * Thread that waits for discovery.
	 */
	ScheduledExecutorService discovery() {
		return this.discovery;
	}

	/**
	 * Thread that waits for Consul's KV store.
	 */
	ScheduledExecutorService store() {
		return this.store;
	}

	/**
	 * Threads that process responses.
	 */
	ExecutorService http() {
		return this.http;
	}

	/**
	 * Threads that write to browsers; rejects tasks when too many wait.
	 */
	ExecutorService writers() {
		return this.writers;
	}

	@Override
	public void close() {
		this.fleet.shutdownNow();
		this.timer.shutdownNow();
		this.discovery.shutdownNow();
		this.store.shutdownNow();
		this.http.shutdownNow();
		this.writers.shutdownNow();
	}

}
