package io.github.resiliencestarter.messaging;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Composite of all listeners that keeps their exceptions from affecting messages.
 */
final class PauseListeners implements PauseListener {

	private static final Log logger = LogFactory.getLog(PauseListeners.class);

	private final List<PauseListener> listeners;

	// By identity, because equality is the user's
	private final Set<PauseListener> failed = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	PauseListeners(List<PauseListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void onListener(String id) {
		tell((listener) -> listener.onListener(id));
	}

	@Override
	public void onPause(String id) {
		tell((listener) -> listener.onPause(id));
	}

	@Override
	public void onResume(String id) {
		tell((listener) -> listener.onResume(id));
	}

	@Override
	public void onRepetition(String id) {
		tell((listener) -> listener.onRepetition(id));
	}

	private void tell(Consumer<PauseListener> event) {
		for (PauseListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				log(listener, ex);
			}
		}
	}

	private void log(PauseListener listener, RuntimeException failure) {
		String message = "PauseListener " + listener.getClass().getName() + " failed; the message continues";
		if (this.failed.add(listener)) {
			logger.warn(message + ". Further failures are logged at DEBUG", failure);
		}
		else {
			logger.debug(message, failure);
		}
	}

}
