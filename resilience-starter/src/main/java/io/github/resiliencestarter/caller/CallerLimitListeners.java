package io.github.resiliencestarter.caller;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Composite of all listeners that keeps their exceptions from affecting responses.
 */
final class CallerLimitListeners implements CallerLimitListener {

	private static final Log logger = LogFactory.getLog(CallerLimitListeners.class);

	private final List<CallerLimitListener> listeners;

	// By identity, because equality is the user's
	private final Set<CallerLimitListener> failed = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	CallerLimitListeners(List<CallerLimitListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void onRejection(String caller) {
		for (CallerLimitListener listener : this.listeners) {
			try {
				listener.onRejection(caller);
			}
			catch (RuntimeException ex) {
				log(listener, ex);
			}
		}
	}

	// Once for each, because it is told of every rejection
	private void log(CallerLimitListener listener, RuntimeException failure) {
		String message = "CallerLimitListener " + listener.getClass().getName() + " failed; the caller still gets 429";
		if (this.failed.add(listener)) {
			logger.warn(message + ". Further failures are logged at DEBUG", failure);
		}
		else {
			logger.debug(message, failure);
		}
	}

}
