package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

import io.github.resiliencestarter.threads.ResilienceThreads;

/**
 * Threads of discovery and registration: a timer, and workers only while there is work. A
 * Consul watch occupies no thread while it waits.
 */
public final class DiscoveryThreads implements Timer {

	private final ResilienceThreads threads;

	private final Executor workers;

	DiscoveryThreads(ResilienceThreads threads) {
		this.threads = threads;
		this.workers = threads.workers();
	}

	@Override
	public Scheduled schedule(Runnable task, Duration delay) {
		Future<?> scheduled = this.threads.schedule(task, delay, this.workers);
		return () -> scheduled.cancel(false);
	}

	Executor workers() {
		return this.workers;
	}

}
