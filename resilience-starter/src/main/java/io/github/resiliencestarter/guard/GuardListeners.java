package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Composite of all listeners that keeps their exceptions from affecting calls.
 */
class GuardListeners implements GuardListener {

	private static final Log logger = LogFactory.getLog(GuardListeners.class);

	private final List<GuardListener> listeners;

	// By identity, because equality is the user's
	private final Set<GuardListener> failed = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	GuardListeners(List<GuardListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void onTarget(Guard guard) {
		tell((listener) -> listener.onTarget(guard));
	}

	@Override
	public void onAttempt(String target, int number, Outcome outcome) {
		if (!isEmpty()) {
			tell((listener) -> listener.onAttempt(target, number, outcome));
		}
	}

	@Override
	public void onRejected(String target, RejectionReason reason) {
		tell((listener) -> listener.onRejected(target, reason));
	}

	@Override
	public void onHedge(String target, HedgeResult result) {
		tell((listener) -> listener.onHedge(target, result));
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
				log(listener, ex);
			}
		}
	}

	// Once for each, because it is told of every call
	private void log(GuardListener listener, RuntimeException failure) {
		String message = "GuardListener " + listener.getClass().getName() + " failed; the call continues";
		if (this.failed.add(listener)) {
			logger.warn(message + ". Further failures are logged at DEBUG", failure);
		}
		else {
			logger.debug(message, failure);
		}
	}

}
