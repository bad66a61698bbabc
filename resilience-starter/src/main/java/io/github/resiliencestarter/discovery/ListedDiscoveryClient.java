package io.github.resiliencestarter.discovery;

import java.util.List;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;

/**
 * Discovery client that returns instances from the kept lists. Everything else is
 * delegated to the registries.
 */
class ListedDiscoveryClient extends CompositeDiscoveryClient {

	private final InstanceLists lists;

	ListedDiscoveryClient(List<DiscoveryClient> clients, InstanceLists lists) {
		super(clients);
		this.lists = lists;
	}

	@Override
	public List<ServiceInstance> getInstances(String serviceId) {
		InstanceList list = this.lists.forTarget(serviceId);
		return (list != null) ? list.await() : super.getInstances(serviceId);
	}

}
