package io.github.resiliencestarter.loadbalancing;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;

/**
 * Response of the load balancer that carries the visit. Only the reactive load balancer
 * passes on the object itself.
 */
class ChosenInstance extends DefaultResponse {

	private volatile @Nullable Visit visit;

	ChosenInstance(ServiceInstance instance) {
		super(instance);
	}

	@Nullable Visit visit() {
		return this.visit;
	}

	void visit(Visit visit) {
		this.visit = visit;
	}

}
