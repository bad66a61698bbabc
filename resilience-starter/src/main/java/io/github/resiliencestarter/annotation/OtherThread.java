package io.github.resiliencestarter.annotation;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Work that another thread does for the one that has called.
 */
final class OtherThread {

	private OtherThread() {
	}

	/**
	 * Return the rest of a call as a task.
	 */
	static Callable<@Nullable Object> task(Layer next, MethodInvocation invocation) {
		return () -> {
			try {
				return next.call(invocation);
			}
			catch (Throwable ex) {
				throw sneaky(ex);
			}
		};
	}

	/**
	 * Return what a task has thrown.
	 */
	static Throwable cause(ExecutionException failure) {
		Throwable cause = failure.getCause();
		return (cause != null) ? cause : failure;
	}

	/**
	 * Return what a caller gets who has been interrupted in waiting for a task; a method
	 * need not declare it.
	 */
	static CancellationException interrupted(InterruptedException cause) {
		Thread.currentThread().interrupt();
		CancellationException cancelled = new CancellationException("Interrupted while waiting for the result");
		cancelled.initCause(cause);
		return cancelled;
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	static <E extends Throwable> E sneaky(Throwable error) throws E {
		throw (E) error;
	}

}
