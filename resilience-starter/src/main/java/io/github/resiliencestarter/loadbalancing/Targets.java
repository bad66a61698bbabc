package io.github.resiliencestarter.loadbalancing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Registry of the targets whose instances are chosen here.
 */
class Targets {

	private final Map<String, Target> targets = new ConcurrentHashMap<>();

	private final ChoiceSettings settings;

	private final LoadBalancingListener listener;

	private final TimeAndChance time;

	private final @Nullable String zone;

	private final Results results;

	Targets(ChoiceSettings settings, LoadBalancingListener listener, TimeAndChance time, @Nullable String zone,
			Results results) {
		this.settings = settings;
		this.listener = listener;
		this.time = time;
		this.zone = zone;
		this.results = results;
	}

	Results results() {
		return this.results;
	}

	LoadBalancingSettings settings(String name) {
		return this.settings.apply(name);
	}

	Target forName(String name) {
		return this.targets.computeIfAbsent(name, this::create);
	}

	private Target create(String name) {
		LoadBalancingSettings settings = this.settings.apply(name);
		Target target = new Target(name, settings, filters(name, settings, this.zone), this.time, this.listener);
		this.listener.onTarget(target);
		return target;
	}

	/**
	 * Creates the rules of a target, in order.
	 */
	static List<CandidateFilter> filters(String name, LoadBalancingSettings settings, @Nullable String zone) {
		List<CandidateFilter> filters = new ArrayList<>();
		if (settings.standby().isUsed()) {
			filters.add(new StandbyLast(name, settings.standby()));
		}
		if (zone != null) {
			filters.add(new SameZoneFirst(zone, settings.zoneThreshold()));
		}
		filters.add(new WithoutEjected());
		return List.copyOf(filters);
	}

}
