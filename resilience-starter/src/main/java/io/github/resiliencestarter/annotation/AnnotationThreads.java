package io.github.resiliencestarter.annotation;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Threads for annotated methods: those that run a method whose time is limited, and those
 * that wait to try an asynchronous one again. None is started before it is needed; all
 * end with the context.
 */
final class AnnotationThreads implements SmartLifecycle {

	private final ContextCarrier carrier;

	private final Supplier<ExecutorService> newWorkers;

	private final @Nullable ScheduledExecutorService scheduler;

	private volatile @Nullable Pools pools;

	/**
	 * Create threads.
	 * @param carrier what carries the context of a caller to them
	 * @param newWorkers makes those that run methods
	 * @param scheduler those that wait, or {@code null} for some of our own
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
	 * Bind what is done about a failure to the context of this thread.
	 */
	Handler carryingHandler(Handler handler) {
		return carryingHandlers().apply(handler);
	}

	/**
	 * Bind what will be done about failures to the context of this thread.
	 */
	UnaryOperator<Handler> carryingHandlers() {
		UnaryOperator<Callable<@Nullable Object>> context = this.carrier.capture();
		return (handler) -> (failure) -> context.apply(() -> {
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
	 * Last to stop: a request that is being finished may still need a thread.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	/**
	 * What is done about a failure.
	 */
	@FunctionalInterface
	interface Handler {

		@Nullable Object handle(Throwable failure) throws Throwable;

	}

	private record Pools(ExecutorService workers, ScheduledExecutorService scheduler) {

	}

}
