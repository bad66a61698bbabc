package io.github.resiliencestarter.http;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Instances that the attempts of one call have gone to, so that the next goes to another.
 * Travels in the attributes of a reactive request, and with the thread of a blocking one.
 */
class TriedInstances {

	/**
	 * Name of the request attribute.
	 */
	static final String ATTRIBUTE = TriedInstances.class.getName();

	private final Set<String> instances = ConcurrentHashMap.newKeySet(2);

	private volatile boolean exhausted;

	void add(ServiceInstance instance) {
		this.instances.add(key(instance));
	}

	/**
	 * Take note that the load balancer had nothing to offer.
	 */
	void noneAvailable() {
		this.exhausted = true;
	}

	boolean wasNoneAvailable() {
		return this.exhausted;
	}

	/**
	 * Leave the instances that have not been tried, or all of them if all have.
	 */
	List<ServiceInstance> prefer(List<ServiceInstance> instances) {
		if (this.instances.isEmpty()) {
			return instances;
		}
		List<ServiceInstance> others = instances.stream()
			.filter((instance) -> !this.instances.contains(key(instance)))
			.toList();
		return others.isEmpty() ? instances : others;
	}

	private static String key(ServiceInstance instance) {
		return instance.getHost() + ":" + instance.getPort();
	}

}
