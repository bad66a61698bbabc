package io.github.resiliencestarter.discovery;

import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * Instance supplier of the load balancer for one target: the current list at each
 * subscription, the same object as long as nothing changes.
 */
class ListedInstanceSupplier implements ServiceInstanceListSupplier {

	private final String target;

	private final InstanceLists lists;

	private final ObjectProvider<DiscoveryClient> registries;

	private final Flux<List<ServiceInstance>> instances = Flux.defer(this::now);

	ListedInstanceSupplier(String target, InstanceLists lists, ObjectProvider<DiscoveryClient> registries) {
		this.target = target;
		this.lists = lists;
		this.registries = registries;
	}

	@Override
	public String getServiceId() {
		return this.target;
	}

	@Override
	public Flux<List<ServiceInstance>> get() {
		return this.instances;
	}

	private Flux<List<ServiceInstance>> now() {
		InstanceList list = this.lists.forTarget(this.target);
		return (list != null) ? list.flux()
				: Mono.fromCallable(this::ask).subscribeOn(Schedulers.boundedElastic()).flux();
	}

	private List<ServiceInstance> ask() {
		DiscoveryClient client = this.registries.getIfAvailable();
		return (client != null) ? client.getInstances(this.target) : List.of();
	}

}
