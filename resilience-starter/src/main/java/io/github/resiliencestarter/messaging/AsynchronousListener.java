package io.github.resiliencestarter.messaging;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Listener that returns a {@code CompletableFuture} or a {@code Mono}. It leaves the gate
 * when it returns, so that most of what it does is not gated.
 */
final class AsynchronousListener {

	private static final Log logger = LogFactory.getLog(AsynchronousListener.class);

	private AsynchronousListener() {
	}

	static void warn(String id) {
		logger.warn(
				("Listener '%s' returns a CompletableFuture or a Mono. It pauses while a circuit breaker is open, but "
						+ "what happens after it has returned does not count as a probe, has no deadline, and is not "
						+ "handed out again if a call is rejected. Wait for the result in the listener instead")
					.formatted(id));
	}

}
