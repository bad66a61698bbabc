package io.github.resiliencestarter.loadbalancing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Registry of the targets whose instances are chosen here.
 */
class Targets {

	private final Map<String, Target> targets = new ConcurrentHashMap<>();

	// Number of changes of the settings
	private final AtomicInteger revision = new AtomicInteger();

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
		Target known = this.targets.get(name);
		return (known != null) ? known : create(name);
	}

	/**
	 * Returns all targets.
	 */
	Collection<Target> all() {
		return this.targets.values();
	}

	/**
	 * Reads the settings of all targets again, because they may have changed.
	 */
	void refresh() {
		this.revision.incrementAndGet();
		this.targets.values().forEach(this::refresh);
	}

	private void refresh(Target target) {
		LoadBalancingSettings settings = this.settings.apply(target.name());
		if (!settings.changeable().equals(target.settings().changeable())) {
			target.change(settings);
		}
	}

	private Target create(String name) {
		int revision = this.revision.get();
		LoadBalancingSettings settings = this.settings.apply(name);
		Target target = new Target(name, settings, filters(name, settings, this.zone), this.time, this.listener);
		Target earlier = this.targets.putIfAbsent(name, target);
		if (earlier != null) {
			return earlier;
		}
		this.listener.onTarget(target);
		if (revision != this.revision.get()) {
			refresh(target);
		}
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
