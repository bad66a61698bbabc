package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.SelectedInstanceCallback;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * Load balancer of Spring Cloud that lets a {@link Target} choose.
 */
class InstanceChoice implements ReactorServiceInstanceLoadBalancer {

	private final Target target;

	private final Supplier<ServiceInstanceListSupplier> supplier;

	private final @Nullable Supplier<ServiceInstanceListSupplier> standby;

	private volatile BothLists lists = BothLists.NONE;

	InstanceChoice(Target target, Supplier<ServiceInstanceListSupplier> supplier,
			@Nullable Supplier<ServiceInstanceListSupplier> standby) {
		this.target = target;
		this.supplier = supplier;
		this.standby = standby;
	}

	@Override
	@SuppressWarnings("rawtypes")
	public Mono<Response<ServiceInstance>> choose(Request request) {
		TriedInstances tried = TriedInstances.of(request);
		if (tried != null) {
			tried.chosenBy(this.target);
		}
		ServiceInstanceListSupplier supplier = this.supplier.get();
		return instances(supplier, request).map((instances) -> choose(supplier, instances, tried));
	}

	@SuppressWarnings("rawtypes")
	private Mono<List<ServiceInstance>> instances(ServiceInstanceListSupplier supplier, Request request) {
		Mono<List<ServiceInstance>> active = supplier.get(request).next();
		if (this.standby == null) {
			return active;
		}
		// If one of the two is unavailable, the other still has to work
		return Mono.zip(active.onErrorReturn(List.of()).defaultIfEmpty(List.of()),
				this.standby.get().get(request).next().onErrorReturn(List.of()).defaultIfEmpty(List.of()), this::both);
	}

	private List<ServiceInstance> both(List<ServiceInstance> active, List<ServiceInstance> standby) {
		BothLists lists = this.lists.of(active, standby);
		this.lists = lists;
		return lists.both();
	}

	private Response<ServiceInstance> choose(ServiceInstanceListSupplier supplier, List<ServiceInstance> instances,
			@Nullable TriedInstances tried) {
		Instance chosen = this.target.choose(instances, tried);
		if (chosen == null) {
			return new EmptyResponse();
		}
		if (supplier instanceof SelectedInstanceCallback callback) {
			callback.selectedServiceInstance(chosen.service());
		}
		return new ChosenInstance(chosen.service());
	}

}
