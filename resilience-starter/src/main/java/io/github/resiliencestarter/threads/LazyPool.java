package io.github.resiliencestarter.threads;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Pool that opens with its first task, closes with the context, and opens again after a
 * restart. Thread-safe.
 *
 * @param <E> the type of the executor
 */
final class LazyPool<E extends Executor> {

	private final Pool pool;

	private final Supplier<OpenPool<E>> opening;

	private volatile @Nullable OpenPool<E> open;

	private boolean stopped;

	LazyPool(Pool pool, Supplier<OpenPool<E>> opening) {
		this.pool = pool;
		this.opening = opening;
	}

	/**
	 * Returns the executor.
	 * @throws RejectedExecutionException if the context has stopped
	 */
	E executor() {
		OpenPool<E> open = this.open;
		return ((open != null) ? open : open()).executor();
	}

	private synchronized OpenPool<E> open() {
		OpenPool<E> open = this.open;
		if (open == null) {
			if (this.stopped && !this.pool.opensAfterStop()) {
				throw new RejectedExecutionException("The application has stopped");
			}
			open = this.opening.get();
			this.open = open;
		}
		return open;
	}

	synchronized void start() {
		this.stopped = false;
	}

	synchronized void stop() {
		this.stopped = true;
		OpenPool<E> open = this.open;
		if (open != null) {
			this.open = null;
			open.closing().run();
		}
	}

}
