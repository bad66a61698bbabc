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

	InstanceChoice(Target target, Supplier<ServiceInstanceListSupplier> supplier) {
		this.target = target;
		this.supplier = supplier;
	}

	@Override
	@SuppressWarnings("rawtypes")
	public Mono<Response<ServiceInstance>> choose(Request request) {
		TriedInstances tried = TriedInstances.of(request);
		if (tried != null) {
			tried.chosenBy(this.target);
		}
		ServiceInstanceListSupplier supplier = this.supplier.get();
		return supplier.get(request).next().map((instances) -> choose(supplier, instances, tried));
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
