package io.github.resiliencestarter.messaging;

import java.util.Set;

/**
 * Listener containers of one technology.
 */
interface ListenerContainers {

	/**
	 * Returns the IDs of the containers.
	 */
	Set<String> ids();

	/**
	 * Puts a gate in front of the listener of a container that has not been started.
	 * @param id the ID of the container
	 * @param gate the gate
	 */
	void attach(String id, ListenerGate gate);

}
