package io.github.resiliencestarter.annotation;

import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

import io.github.resiliencestarter.context.ContextCarrier;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * Carrier that also applies the user's {@link TaskDecorator}, as Spring Boot does for the
 * tasks of its own executor.
 */
final class DecoratingCarrier extends ContextCarrier {

	private final ContextCarrier delegate;

	private final TaskDecorator decorator;

	DecoratingCarrier(ContextCarrier delegate, TaskDecorator decorator) {
		this.delegate = delegate;
		this.decorator = decorator;
	}

	@Override
	public UnaryOperator<Callable<@Nullable Object>> capture() {
		UnaryOperator<Callable<@Nullable Object>> context = this.delegate.capture();
		Decorated decorated = new Decorated(this.decorator);
		return (work) -> decorated.around(context.apply(work));
	}

	/**
	 * Task that is decorated before its work is known. Runs one work after another, as
	 * attempts do.
	 */
	private static final class Decorated implements Runnable {

		private final Thread caller = Thread.currentThread();

		private final Runnable task;

		private @Nullable Callable<@Nullable Object> work;

		private @Nullable Object result;

		private @Nullable Throwable failure;

		Decorated(TaskDecorator decorator) {
			this.task = decorator.decorate(this);
		}

		// Many decorators clear the context of the thread when the task is done, which
		// must not happen to the caller
		Callable<@Nullable Object> around(Callable<@Nullable Object> work) {
			return () -> (Thread.currentThread() != this.caller) ? call(work) : work.call();
		}

		private @Nullable Object call(Callable<@Nullable Object> work) {
			this.work = work;
			this.failure = null;
			try {
				this.task.run();
			}
			catch (Throwable ex) {
				throw OtherThread.sneaky((this.failure != null) ? this.failure : ex);
			}
			if (this.failure != null) {
				throw OtherThread.sneaky(this.failure);
			}
			if (this.work != null) {
				throw new RejectedExecutionException("The TaskDecorator has not run the task");
			}
			return this.result;
		}

		@Override
		public void run() {
			Callable<@Nullable Object> work = this.work;
			this.work = null;
			try {
				this.result = (work != null) ? work.call() : null;
			}
			catch (Throwable ex) {
				this.failure = ex;
				throw OtherThread.sneaky(ex);
			}
		}

	}

}
