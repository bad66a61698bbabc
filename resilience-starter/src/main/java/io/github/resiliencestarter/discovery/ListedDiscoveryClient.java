package io.github.resiliencestarter.discovery;

import java.util.List;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;

/**
 * Client of all registries that answers from the lists that are kept. All but instances
 * is asked of the registries themselves.
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
