package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Composite of all listeners that keeps their exceptions from affecting calls.
 */
class FallbackListeners {

	private static final Log logger = LogFactory.getLog(FallbackListeners.class);

	private final List<FallbackListener> listeners;

	FallbackListeners(List<FallbackListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	void onLastGoodAnswers(String target) {
		tell((listener) -> listener.onLastGoodAnswers(target));
	}

	void onService(String target) {
		tell((listener) -> listener.onService(target));
	}

	void onStale(String target, Duration age) {
		tell((listener) -> listener.onStale(target, age));
	}

	private void tell(Consumer<FallbackListener> event) {
		for (FallbackListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("FallbackListener " + listener.getClass().getName() + " failed; the call continues", ex);
			}
		}
	}

}
