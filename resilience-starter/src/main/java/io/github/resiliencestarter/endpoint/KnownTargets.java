package io.github.resiliencestarter.endpoint;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resiliencestarter.discovery.DiscoveryListener;
import io.github.resiliencestarter.discovery.InstanceList;
import io.github.resiliencestarter.loadbalancing.LoadBalancingListener;
import io.github.resiliencestarter.loadbalancing.Target;

/**
 * Listener that remembers the targets of the load balancer and the instance lists, so
 * that they can be read without creating any.
 */
final class KnownTargets implements LoadBalancingListener, DiscoveryListener {

	private final Map<String, Target> targets = new ConcurrentHashMap<>();

	private final Map<String, InstanceList> lists = new ConcurrentHashMap<>();

	@Override
	public void onTarget(Target target) {
		this.targets.put(target.name(), target);
	}

	@Override
	public void onTarget(InstanceList instances) {
		this.lists.put(instances.target(), instances);
	}

	@Override
	public void onTargetForgotten(InstanceList instances) {
		this.lists.remove(instances.target(), instances);
	}

	Optional<Target> target(String name) {
		return Optional.ofNullable(this.targets.get(name));
	}

	Optional<InstanceList> list(String name) {
		return Optional.ofNullable(this.lists.get(name));
	}

	Set<String> names() {
		Set<String> names = new TreeSet<>(this.targets.keySet());
		names.addAll(this.lists.keySet());
		return names;
	}

}
