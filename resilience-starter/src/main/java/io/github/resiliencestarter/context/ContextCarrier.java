package io.github.resiliencestarter.context;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Carries the caller's context to the thread that does the work: deadline, enclosing
 * instances and logging context (MDC).
 */
public class ContextCarrier {

	/**
	 * Returns a function that binds work to the current context of this thread.
	 * @return the function
	 */
	public UnaryOperator<Callable<@Nullable Object>> capture() {
		CallContext context = CallContext.capture();
		Map<String, String> logging = MDC.getCopyOfContextMap();
		return (work) -> {
			Callable<@Nullable Object> within = () -> context.call(work);
			return (logging != null && !logging.isEmpty()) ? () -> logged(logging, within) : within;
		};
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
