package io.github.resiliencestarter.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of all instances, as far as they could be read.
 */
final class Observations {

	static final Observations NONE = new Observations(List.of());

	private final Map<String, List<Observation>> byInstance = new HashMap<>();

	Observations(List<Observation> observations) {
		observations.stream()
			.sorted(Comparator.comparingLong(Observation::nanos))
			.forEach((observation) -> this.byInstance
				.computeIfAbsent(observation.instance(), (instance) -> new ArrayList<>())
				.add(observation));
	}

	/**
	 * Number of requests that arrived at the instances of a service or at one instance.
	 * @param name the name of the instance, or the prefix of the instances' names
	 * @return the number, or {@code NaN} if the metrics could not be read in that time
	 */
	double arrived(String name, long from, long to) {
		double arrived = 0;
		boolean asked = false;
		for (Map.Entry<String, List<Observation>> instance : this.byInstance.entrySet()) {
			if (instance.getKey().startsWith(name)) {
				List<Observation> observations = instance.getValue();
				for (int i = 1; i < observations.size(); i++) {
					Observation observation = observations.get(i);
					if (observation.nanos() >= from && observation.nanos() < to) {
						asked = true;
						arrived += more(observations.get(i - 1), observation);
					}
				}
			}
		}
		return asked ? arrived : Double.NaN;
	}

	// After a restart it counts from zero
	private static double more(Observation before, Observation after) {
		return (after.requests() >= before.requests()) ? after.requests() - before.requests() : after.requests();
	}

	/**
	 * The number of threads of all instances whose metrics could be read.
	 */
	double threads(long from, long to) {
		return latest(from, to, Observation::threads);
	}

	/**
	 * The number of circuit breakers of all instances that are not closed.
	 */
	double open(long from, long to) {
		return latest(from, to, Observation::open);
	}

	private double latest(long from, long to, ToDoubleFunction<Observation> value) {
		return this.byInstance.values()
			.stream()
			.map((observations) -> observations.stream()
				.filter((observation) -> observation.nanos() >= from && observation.nanos() < to)
				.reduce((before, after) -> after))
			.flatMap(Optional::stream)
			.mapToDouble(value)
			.reduce(Double::sum)
			.orElse(Double.NaN);
	}

}
