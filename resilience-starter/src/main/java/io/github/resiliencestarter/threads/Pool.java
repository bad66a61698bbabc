package io.github.resiliencestarter.threads;

import java.time.Duration;

/**
 * Pools of the starter's threads. All threads are daemons, named after their pool. The
 * settings under {@code spring.task} do not apply to them.
 */
public enum Pool {

	/**
	 * Thread that watches the time. It only hands tasks that are due to other pools, so
	 * that no task delays another.
	 */
	TIMER("resilience-timer-", 1, Duration.ofSeconds(60)),

	/**
	 * Threads for callbacks that may block: responses of Consul, polls of registries,
	 * writes of last good answers, and the work that follows a live change.
	 */
	WORKER("resilience-worker-", Integer.MAX_VALUE, Duration.ofSeconds(60)),

	/**
	 * Threads that abort blocking HTTP attempts that have timed out, because closing a
	 * connection may take a while. Further aborts wait.
	 */
	ABORTER("resilience-abort-", 16, Duration.ofSeconds(10)),

	/**
	 * Threads that send the second requests of blocking HTTP clients. If all are busy, a
	 * request is not sent twice.
	 */
	HEDGER("resilience-hedge-", 64, Duration.ofSeconds(60)),

	/**
	 * Threads that run annotated methods with a time limit, or read the cache of last
	 * good answers. Further calls are rejected.
	 */
	LIMITED("resilience-limited-", Integer.MAX_VALUE, Duration.ofSeconds(60)),

	/**
	 * Threads that start the retries of annotated asynchronous methods, and end those
	 * that have timed out.
	 */
	SCHEDULER("resilience-scheduler-", Runtime.getRuntime().availableProcessors(), Duration.ofSeconds(60));

	private final String prefix;

	private final int maxThreads;

	private final Duration keepAlive;

	Pool(String prefix, int maxThreads, Duration keepAlive) {
		this.prefix = prefix;
		this.maxThreads = maxThreads;
		this.keepAlive = keepAlive;
	}

	String prefix() {
		return this.prefix;
	}

	/**
	 * Returns the maximum number of threads, unless its user sets a lower one.
	 */
	int maxThreads() {
		return this.maxThreads;
	}

	/**
	 * Returns how long an idle thread stays.
	 */
	Duration keepAlive() {
		return this.keepAlive;
	}

	/**
	 * Returns whether tasks run on virtual threads if
	 * {@code spring.threads.virtual.enabled} is set. Timers and aborters must run even
	 * when calls that hang have pinned all carriers.
	 */
	boolean canBeVirtual() {
		return this == WORKER || this == HEDGER || this == LIMITED;
	}

	/**
	 * Returns whether work may begin after the threads have stopped, such as that of a
	 * bean which calls an annotated method while it is destroyed.
	 */
	boolean opensAfterStop() {
		return this == LIMITED || this == SCHEDULER;
	}

}
