package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Registry of the targets whose instances are chosen here.
 */
class Targets {

	private final Map<String, Target> targets = new ConcurrentHashMap<>();

	private final ConfiguredTargets settings;

	private final LoadBalancingListener listener;

	private final TimeAndChance time;

	Targets(ConfiguredTargets settings, LoadBalancingListener listener, TimeAndChance time) {
		this.settings = settings;
		this.listener = listener;
		this.time = time;
	}

	boolean isEnabled(String name) {
		return this.settings.apply(name).enabled();
	}

	Target forName(String name) {
		return this.targets.computeIfAbsent(name, this::create);
	}

	private Target create(String name) {
		Target target = new Target(name, this.settings.apply(name), List.of(new WithoutEjected()), this.time,
				this.listener);
		this.listener.onTarget(target);
		return target;
	}

}
