package io.github.resiliencestarter.http;

import feign.Client;
import feign.Feign;

import org.springframework.cloud.openfeign.FeignBuilderCustomizer;
import org.springframework.cloud.openfeign.loadbalancer.FeignBlockingLoadBalancerClient;
import org.springframework.cloud.openfeign.loadbalancer.RetryableFeignBlockingLoadBalancerClient;

/**
 * Guards the Feign clients that Spring Cloud builds. The guard is the outermost client,
 * so that what other capabilities add is part of each attempt.
 */
class FeignClients implements FeignBuilderCustomizer {

	private final GuardInterceptor guard;

	private final DeadlineHeader deadline;

	private final AttemptTimer timer;

	FeignClients(GuardInterceptor guard, DeadlineHeader deadline, AttemptTimer timer) {
		this.guard = guard;
		this.deadline = deadline;
		this.timer = timer;
	}

	@Override
	public void customize(Feign.Builder builder) {
		builder.addCapability(new FeignCapability(this));
	}

	Client guard(Client client, FeignCapability capability) {
		return (client instanceof FeignGuard) ? client : new FeignGuard(this.guard, this.deadline, this.timer,
				FeignConnections.abortable(client, this.timer), capability);
	}

	/**
	 * Return the client that a load balancer passes requests to.
	 */
	static Client innermost(Client client) {
		if (client instanceof FeignBlockingLoadBalancerClient balanced) {
			return balanced.getDelegate();
		}
		return (client instanceof RetryableFeignBlockingLoadBalancerClient balanced) ? balanced.getDelegate() : client;
	}

}
