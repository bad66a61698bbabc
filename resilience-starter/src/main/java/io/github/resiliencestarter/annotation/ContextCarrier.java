package io.github.resiliencestarter.annotation;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.guard.Enclosing;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Carrier of the caller's context to the thread that does the work: deadline, enclosing
 * instances and the logging context.
 */
class ContextCarrier {

	/**
	 * Return what binds work to the context that this thread has now.
	 */
	UnaryOperator<Callable<@Nullable Object>> capture() {
		Deadline deadline = CurrentDeadline.get();
		Enclosing enclosing = Enclosing.current();
		Map<String, String> logging = MDC.getCopyOfContextMap();
		return (work) -> {
			Callable<@Nullable Object> enclosed = (enclosing != null) ? () -> enclosed(enclosing, work) : work;
			Callable<@Nullable Object> limited = (deadline != null) ? () -> limited(deadline, enclosed) : enclosed;
			return (logging != null && !logging.isEmpty()) ? () -> logged(logging, limited) : limited;
		};
	}

	private static @Nullable Object enclosed(Enclosing enclosing, Callable<@Nullable Object> work) throws Exception {
		try {
			return enclosing.around(work::call);
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable Object limited(Deadline deadline, Callable<@Nullable Object> work) throws Exception {
		CurrentDeadline.Scope scope = CurrentDeadline.open(deadline);
		try {
			return work.call();
		}
		finally {
			scope.close();
		}
	}

	private static @Nullable Object logged(Map<String, String> context, Callable<@Nullable Object> work)
			throws Exception {
		Map<String, String> previous = MDC.getCopyOfContextMap();
		MDC.setContextMap(context);
		try {
			return work.call();
		}
		finally {
			if (previous != null) {
				MDC.setContextMap(previous);
			}
			else {
				MDC.clear();
			}
		}
	}

}
