package io.github.resiliencestarter.fleet;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Number of requests that an instance, and all of its service, have had so far, as they
 * count them themselves.
 *
 * @param instance those of the instance; {@code NaN} if it does not answer
 * @param service those of all instances of its service; {@code NaN} if one does not
 * answer
 */
record TrafficCount(double instance, double service) {

	/**
	 * Asks the instances.
	 * @param name the instance, or {@code null} for none
	 */
	static TrafficCount at(@Nullable String name, FleetControl fleet) {
		if (name == null) {
			return new TrafficCount(Double.NaN, Double.NaN);
		}
		String service = name.replaceAll("\\d+$", "");
		List<String> instances = FleetControl.SERVICES.stream().filter((other) -> other.startsWith(service)).toList();
		return new TrafficCount(requests(name, fleet),
				instances.stream().mapToDouble((instance) -> requests(instance, fleet)).sum());
	}

	double shareSince(TrafficCount before) {
		return (this.instance - before.instance) / (this.service - before.service);
	}

	private static double requests(String name, FleetControl fleet) {
		return fleet.get(name, "/actuator/prometheus").map(TrafficCount::read).orElse(Double.NaN);
	}

	static double read(String scrape) {
		return scrape.lines()
			.filter((line) -> line.startsWith("http_server_requests_seconds_count"))
			.filter((line) -> !line.contains("/actuator") && !line.contains("/faults"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

}
