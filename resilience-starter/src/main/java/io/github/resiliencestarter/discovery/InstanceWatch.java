package io.github.resiliencestarter.discovery;

import java.util.List;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Watch over the instances of one target in one place: a registry or a datacenter of one.
 * It is started once and stopped once.
 */
interface InstanceWatch {

	/**
	 * Start to watch. Does not block.
	 */
	void start();

	/**
	 * Stop to watch: the listener hears no more, but for what is on its way already.
	 */
	void stop();

	/**
	 * Maker of a watch, with the name of its place for the log.
	 *
	 * @param place the name of the place
	 * @param maker what makes the watch
	 */
	record Factory(String place, Maker maker) {
	}

	/**
	 * Maker of a watch for a listener.
	 */
	@FunctionalInterface
	interface Maker {

		InstanceWatch create(Listener listener);

	}

	/**
	 * Who hears what the watch sees.
	 */
	interface Listener {

		/**
		 * Hear of the instances there are.
		 * @param instances all of them
		 * @param pushed whether the watch hears of the next change at once, so that the
		 * list is as good as new until it hears otherwise
		 */
		void onInstances(List<ServiceInstance> instances, boolean pushed);

		/**
		 * Hear that the place does not answer.
		 * @param reason the reason, for the log
		 * @param heardUntilNow whether a change would have been heard of up to now
		 */
		void onFailure(String reason, boolean heardUntilNow);

	}

}
