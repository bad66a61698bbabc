package io.github.resiliencestarter.discovery;

import java.util.List;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Watch over the instances of one target in one registry or datacenter. It is started
 * once and stopped once.
 */
interface InstanceWatch {

	/**
	 * Start watching. Does not block.
	 */
	void start();

	/**
	 * Stop watching. The listener is not called any more, except for events in progress.
	 */
	void stop();

	/**
	 * Factory of a watch, with the name of its registry or datacenter for the log.
	 *
	 * @param place the name for the log
	 * @param maker the factory method
	 */
	record Factory(String place, Maker maker) {
	}

	/**
	 * Factory method of a watch.
	 */
	@FunctionalInterface
	interface Maker {

		InstanceWatch create(Listener listener);

	}

	/**
	 * Listener for what the watch sees.
	 */
	interface Listener {

		/**
		 * Called with the current instances.
		 * @param instances all of them
		 * @param pushed whether the watch is notified of the next change immediately, so
		 * that the list stays current until then
		 */
		void onInstances(List<ServiceInstance> instances, boolean pushed);

		/**
		 * Called when the registry does not respond.
		 * @param reason the reason, for the log
		 * @param heardUntilNow whether a change would have been noticed until now
		 */
		void onFailure(String reason, boolean heardUntilNow);

	}

}
