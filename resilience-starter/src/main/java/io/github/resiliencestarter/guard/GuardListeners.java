package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Composite of all listeners that keeps their exceptions from affecting calls.
 */
class GuardListeners implements GuardListener {

	private static final Log logger = LogFactory.getLog(GuardListeners.class);

	private final List<GuardListener> listeners;

	GuardListeners(List<GuardListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void onTarget(Guard guard) {
		tell((listener) -> listener.onTarget(guard));
	}

	@Override
	public void onAttempt(String target, int number, Outcome outcome) {
		tell((listener) -> listener.onAttempt(target, number, outcome));
	}

	@Override
	public void onRejected(String target, RejectionReason reason) {
		tell((listener) -> listener.onRejected(target, reason));
	}

	@Override
	public void onCall(String target, CallResult result, Duration duration) {
		tell((listener) -> listener.onCall(target, result, duration));
	}

	boolean isEmpty() {
		return this.listeners.isEmpty();
	}

	private void tell(Consumer<GuardListener> event) {
		for (GuardListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener " + listener + " failed; the call continues", ex);
			}
		}
	}

}
