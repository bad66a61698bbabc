package io.github.resiliencestarter.discovery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Store for the last list of a target, which survives a restart.
 */
interface LastList {

	/**
	 * Store that keeps nothing.
	 */
	LastList NONE = new LastList() {

		@Override
		public Optional<Known> read() {
			return Optional.empty();
		}

		@Override
		public void write(List<ServiceInstance> instances) {
		}

		@Override
		public void confirm() {
		}

	};

	/**
	 * Read the list.
	 * @return the list, if there is a valid one
	 */
	Optional<Known> read();

	/**
	 * Store a new list.
	 * @param instances the list
	 */
	void write(List<ServiceInstance> instances);

	/**
	 * Record that the list is still current.
	 */
	void confirm();

	/**
	 * Stored list.
	 *
	 * @param instances the list
	 * @param confirmed when it was last confirmed
	 */
	record Known(List<ServiceInstance> instances, Instant confirmed) {
	}

}
