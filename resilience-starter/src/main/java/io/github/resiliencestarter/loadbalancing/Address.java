package io.github.resiliencestarter.loadbalancing;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Address of an instance, which identifies its process regardless of the instance ID.
 *
 * @param host the host
 * @param port the port
 */
record Address(String host, int port) {

	static Address of(ServiceInstance instance) {
		return new Address(String.valueOf(instance.getHost()), instance.getPort());
	}

	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}
