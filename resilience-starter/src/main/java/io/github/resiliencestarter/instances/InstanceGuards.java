package io.github.resiliencestarter.instances;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.loadbalancing.InstanceSelector;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;

/**
 * Registry of targets whose instances are discovered, for calls over any protocol. Safe
 * for use by many threads.
 */
public class InstanceGuards {

	private final Map<String, GuardedInstances> targets = new ConcurrentHashMap<>();

	private final Guards guards;

	private final HttpJudge judge;

	private final ReactiveLoadBalancer.Factory<ServiceInstance> factory;

	InstanceGuards(Guards guards, HttpJudge judge, ReactiveLoadBalancer.Factory<ServiceInstance> factory) {
		this.guards = guards;
		this.judge = judge;
		this.factory = factory;
	}

	/**
	 * Returns a target of calls that are made by any code.
	 * @param target the name of the service in discovery, which is also the name that the
	 * target has in the configuration
	 * @return the target
	 */
	public GuardedInstances of(String target) {
		return this.targets.computeIfAbsent(target, this::create);
	}

	private GuardedInstances create(String target) {
		return new GuardedInstances(
				new DiscoveredTarget(target, this.guards, this.judge, new InstanceSelector(target, "lb", this.factory)),
				false);
	}

}
