package io.github.resiliencestarter.discovery;

import java.util.List;

import reactor.core.publisher.Flux;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClient;

/**
 * Reactive discovery client that returns instances from the kept lists. Everything else
 * is delegated to the registries.
 */
class ListedReactiveDiscoveryClient extends ReactiveCompositeDiscoveryClient {

	private final InstanceLists lists;

	ListedReactiveDiscoveryClient(List<ReactiveDiscoveryClient> clients, InstanceLists lists) {
		super(clients);
		this.lists = lists;
	}

	@Override
	public Flux<ServiceInstance> getInstances(String serviceId) {
		return Flux.defer(() -> {
			InstanceList list = this.lists.forTarget(serviceId);
			return (list != null) ? list.flux().flatMapIterable((instances) -> instances)
					: super.getInstances(serviceId);
		});
	}

}
