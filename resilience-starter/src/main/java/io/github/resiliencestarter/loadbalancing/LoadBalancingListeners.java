package io.github.resiliencestarter.loadbalancing;

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
class LoadBalancingListeners implements LoadBalancingListener {

	private static final Log logger = LogFactory.getLog(LoadBalancingListeners.class);

	private final List<LoadBalancingListener> listeners;

	// By identity, because equality is the user's
	private final Set<LoadBalancingListener> failed = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	LoadBalancingListeners(List<LoadBalancingListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void onTarget(Target target) {
		tell((listener) -> listener.onTarget(target));
	}

	@Override
	public void onEjection(Target target, EjectionReason reason) {
		tell((listener) -> listener.onEjection(target, reason));
	}

	private void tell(Consumer<LoadBalancingListener> event) {
		for (LoadBalancingListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				log(listener, ex);
			}
		}
	}

	// Once for each, because it is told of every call
	private void log(LoadBalancingListener listener, RuntimeException failure) {
		String message = "LoadBalancingListener " + listener.getClass().getName() + " failed; the call continues";
		if (this.failed.add(listener)) {
			logger.warn(message + ". Further failures are logged at DEBUG", failure);
		}
		else {
			logger.debug(message, failure);
		}
	}

}
