package io.github.resiliencestarter.discovery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.springframework.cloud.client.ServiceInstance;

/**
 * What outlives the application: the last list of a target.
 */
interface LastList {

	/**
	 * Keeps nothing.
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
	 * @return the list, if there is one that can be trusted
	 */
	Optional<Known> read();

	/**
	 * Keep a new list.
	 * @param instances the list
	 */
	void write(List<ServiceInstance> instances);

	/**
	 * Keep in mind that the list is still right.
	 */
	void confirm();

	/**
	 * List that was kept.
	 *
	 * @param instances the list
	 * @param confirmed when it was last known to be right
	 */
	record Known(List<ServiceInstance> instances, Instant confirmed) {
	}

}
