package io.github.resiliencestarter.annotation;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.resiliencestarter.context.ContextCarrier;
import org.jspecify.annotations.Nullable;

/**
 * Threads for annotated methods: those that run methods with a time limit, and those that
 * start the retries of asynchronous methods.
 */
final class AnnotationThreads {

	private final ContextCarrier carrier;

	private final Executor workers;

	private final Supplier<? extends ScheduledExecutorService> scheduler;

	/**
	 * Creates threads.
	 * @param carrier the carrier of a caller's context to them
	 * @param workers the threads that run methods
	 * @param scheduler the threads that start retries
	 */
	AnnotationThreads(ContextCarrier carrier, Executor workers,
			Supplier<? extends ScheduledExecutorService> scheduler) {
		this.carrier = carrier;
		this.workers = workers;
		this.scheduler = scheduler;
	}

	/**
	 * Binds work to the context of this thread.
	 */
	Callable<@Nullable Object> carrying(Callable<@Nullable Object> work) {
		return this.carrier.capture().apply(work);
	}

	/**
	 * Binds the handling of a failure to the context of this thread.
	 */
	Handler carryingHandler(Handler handler) {
		return carryingHandlers().apply(handler);
	}

	/**
	 * Binds the handling of failures to the context of this thread.
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
	 * Runs work on another thread.
	 * @throws java.util.concurrent.RejectedExecutionException if all threads are busy
	 */
	void execute(Runnable work) {
		this.workers.execute(work);
	}

	ScheduledExecutorService scheduler() {
		return this.scheduler.get();
	}

	/**
	 * Handling of a failure.
	 */
	@FunctionalInterface
	interface Handler {

		@Nullable Object handle(Throwable failure) throws Throwable;

	}

}
