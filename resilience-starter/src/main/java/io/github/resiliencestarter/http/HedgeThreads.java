package io.github.resiliencestarter.http;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

import io.github.resiliencestarter.context.ContextCarrier;
import io.github.resiliencestarter.threads.ResilienceThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Threads that send the second requests of blocking calls, in the context of the caller.
 *
 * @param threads the threads of the starter
 * @param carrier the carrier of the context
 */
record HedgeThreads(ResilienceThreads threads, ContextCarrier carrier) {

	private static final Log logger = LogFactory.getLog(HedgeThreads.class);

	/**
	 * Schedules the second request of this thread's call. It is not sent if all threads
	 * are busy then.
	 * @param hedge sends the request
	 * @param delay the delay
	 * @return the scheduled request
	 */
	Future<?> schedule(Runnable hedge, Duration delay) {
		UnaryOperator<Callable<@Nullable Object>> context = this.carrier.capture();
		return this.threads.schedule(() -> run(context, hedge), delay, this.threads.hedgers());
	}

	private static void run(UnaryOperator<Callable<@Nullable Object>> context, Runnable hedge) {
		try {
			context.apply(() -> {
				hedge.run();
				return null;
			}).call();
		}
		catch (Exception ex) {
			logger.debug("Failed to send a second request", ex);
		}
	}

}
