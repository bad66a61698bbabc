package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Composite of all listeners that keeps their exceptions from affecting calls.
 */
class LoadBalancingListeners implements LoadBalancingListener {

	private static final Log logger = LogFactory.getLog(LoadBalancingListeners.class);

	private final List<LoadBalancingListener> listeners;

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
				logger.warn("Listener " + listener + " failed; the call continues", ex);
			}
		}
	}

}
