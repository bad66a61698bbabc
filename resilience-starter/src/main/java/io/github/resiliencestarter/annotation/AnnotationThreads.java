package io.github.resiliencestarter.annotation;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Threads for annotated methods: workers that run methods with a time limit, and a
 * scheduler that retries asynchronous methods. Threads are started on demand and stopped
 * with the application context.
 */
final class AnnotationThreads implements SmartLifecycle {

	private final ContextCarrier carrier;

	private final Supplier<ExecutorService> newWorkers;

	private final @Nullable ScheduledExecutorService scheduler;

	private volatile @Nullable Pools pools;

	/**
	 * Create threads.
	 * @param carrier carries the context of the caller to the threads
	 * @param newWorkers creates the workers that run methods
	 * @param scheduler the scheduler for retries, or {@code null} to create one
	 */
	AnnotationThreads(ContextCarrier carrier, Supplier<ExecutorService> newWorkers,
			@Nullable ScheduledExecutorService scheduler) {
		this.carrier = carrier;
		this.newWorkers = newWorkers;
		this.scheduler = scheduler;
	}

	/**
	 * Bind work to the context of this thread.
	 */
	Callable<@Nullable Object> carrying(Callable<@Nullable Object> work) {
		return this.carrier.capture().apply(work);
	}

	/**
	 * Bind a failure handler to the context of this thread.
	 */
	Handler carryingHandler(Handler handler) {
		UnaryOperator<Callable<@Nullable Object>> context = this.carrier.capture();
		return (failure) -> context.apply(() -> {
			try {
				return handler.handle(failure);
			}
			catch (Throwable ex) {
				throw OtherThread.sneaky(ex);
			}
		}).call();
	}

	/**
	 * Run work on another thread.
	 * @throws java.util.concurrent.RejectedExecutionException if all threads are busy
	 */
	void execute(Runnable work) {
		pools().workers().execute(work);
	}

	ScheduledExecutorService scheduler() {
		return (this.scheduler != null) ? this.scheduler : pools().scheduler();
	}

	private Pools pools() {
		Pools pools = this.pools;
		return (pools != null) ? pools : open();
	}

	// Beans may call annotated methods before the context has started
	private synchronized Pools open() {
		Pools pools = this.pools;
		if (pools == null) {
			pools = new Pools(this.newWorkers.get(), WorkerPool.scheduler());
			this.pools = pools;
		}
		return pools;
	}

	@Override
	public void start() {
		pools();
	}

	@Override
	public synchronized void stop() {
		Pools pools = this.pools;
		if (pools != null) {
			pools.workers().shutdownNow();
			pools.scheduler().shutdownNow();
			this.pools = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.pools != null;
	}

	/**
	 * Stops last: a request that is still in flight may need a thread.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	/**
	 * Handles a failure.
	 */
	@FunctionalInterface
	interface Handler {

		@Nullable Object handle(Throwable failure) throws Throwable;

	}

	private record Pools(ExecutorService workers, ScheduledExecutorService scheduler) {

	}

}
