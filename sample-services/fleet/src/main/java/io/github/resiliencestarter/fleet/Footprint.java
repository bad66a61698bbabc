package io.github.resiliencestarter.fleet;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the process of an instance holds at one point in time.
 *
 * @param instance the instance
 * @param minute the minute of the soak test
 * @param values the values, without those that could not be read
 */
record Footprint(String instance, int minute, Map<Measure, Long> values) {

	private static final String TARGETS = "/actuator/resilience";

	/**
	 * Reads the values of an instance.
	 * @param collects whether to collect the garbage before, to know the live heap
	 */
	static Footprint of(FleetControl fleet, String instance, int minute, boolean collects) {
		Map<Measure, Long> values = new EnumMap<>(Measure.class);
		Optional.ofNullable(fleet.fleet().pids().get(instance)).ifPresent((pid) -> {
			List<String> threads = Costs.threads(pid);
			values.put(Measure.THREADS, (long) threads.size());
			values.put(Measure.STARTER_THREADS, threads.stream().filter(Costs::isOfStarter).count());
			values.put(Measure.DESCRIPTORS, Costs.descriptors(pid));
			if (collects) {
				Costs.collectGarbage(fleet, pid);
			}
			values.put(Measure.RESIDENT, Costs.residentKib(pid));
		});
		fleet.get(instance, Costs.METERS).ifPresent((meters) -> {
			values.put(Measure.SERIES, series(meters));
			if (collects) {
				values.put(Measure.LIVE_HEAP, Costs.heapKib(meters));
			}
		});
		fleet.get(instance, TARGETS).ifPresent((targets) -> values.put(Measure.LISTED, listed(targets)));
		return new Footprint(instance, minute, values);
	}

	/**
	 * The number of time series in metrics.
	 */
	static long series(String meters) {
		return meters.lines().filter((line) -> !line.isBlank() && !line.startsWith("#")).count();
	}

	/**
	 * The number of targets, and of their instances, in the state of all targets.
	 */
	static long listed(String targets) {
		return JsonReader.readObject(targets)
			.objects("targets")
			.stream()
			.mapToLong((target) -> 1 + target.object("instances").number("total", 0))
			.sum();
	}

}
