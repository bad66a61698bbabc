package io.github.resiliencestarter.annotation;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Helper for work that another thread does on behalf of the caller.
 */
final class OtherThread {

	private OtherThread() {
	}

	/**
	 * Return a task that runs the rest of a call.
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
	 * Return the exception that a task has thrown.
	 */
	static Throwable cause(ExecutionException failure) {
		Throwable cause = failure.getCause();
		return (cause != null) ? cause : failure;
	}

	/**
	 * Return the exception for a caller that has been interrupted while waiting for a
	 * task. It is unchecked, so that the method does not have to declare it.
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
