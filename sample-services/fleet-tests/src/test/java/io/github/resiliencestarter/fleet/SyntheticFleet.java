package io.github.resiliencestarter.fleet;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the series of a very large fleet in OpenMetrics format. One circuit breaker in a
 * hundred is open.
 *
 * @param applications the number of services
 * @param instances the number of instances of each service
 * @param targets the number of targets of each service
 * @param start the start of the series, in seconds
 * @param scrapes the number of samples of each series
 */
record SyntheticFleet(int applications, int instances, int targets, long start, int scrapes) {

	/** In seconds; what most scrape at. */
	static final int INTERVAL = 15;

	/** What Prometheus has of each instance, and the fleet dashboard asks. */
	private static final Map<String, List<String>> OF_INSTANCES = Map.of("up", List.of("job", "instance"),
			"application_started_time_seconds", List.of("application", "job", "instance"), "process_start_time_seconds",
			List.of("application", "instance"));

	private static final Map<String, List<String>> VALUES = Map.of("outcome", List.of("success", "error", "rejected"),
			"reason", List.of("breaker", "bulkhead", "budget", "deadline", "limit"), "from", List.of("closed", "open"),
			"to", List.of("closed", "open", "half_open", "forced_open"), "kind",
			List.of("successful", "failed", "ignored"), "uri", List.of("/a", "/b", "/c", "/d", "/e"), "le",
			Stream.concat(IntStream.range(1, 15).mapToObj((i) -> i + ".0"), Stream.of("+Inf")).toList());

	private static final List<String> BREAKER_STATES = List.of("closed", "open", "half_open", "forced_open", "disabled",
			"metrics_only");

	private static final List<String> INSTANCE_STATES = List.of("available", "ejected", "standby");

	/** What the rules record, for each application and each of its targets. */
	static Map<String, List<String>> recorded() {
		Map<String, List<String>> metrics = new LinkedHashMap<>(OF_INSTANCES);
		Rules.recordings()
			.forEach((rule) -> metrics.put(rule.name(), List.of(rule.name().split(":", 2)[0].split("_", -1))));
		return metrics;
	}

	/** What the rules record it from, with the labels that each has in a scrape. */
	static Map<String, List<String>> scraped() {
		Map<String, List<String>> metrics = new LinkedHashMap<>();
		Rules.recordings().forEach((rule) -> {
			PromqlNames names = PromqlNames.of(rule.expression());
			names.metrics().forEach((metric, asked) -> {
				if (!metric.contains(":")) {
					metrics.put(metric, labels(metric, names, asked));
				}
			});
		});
		return metrics;
	}

	private static List<String> labels(String metric, PromqlNames names, Set<String> asked) {
		List<String> labels = new ArrayList<>(List.of("application", "instance"));
		Stream.of(names.labels().stream(), asked.stream(), more(metric))
			.flatMap((each) -> each)
			.filter((label) -> !labels.contains(label))
			.forEach(labels::add);
		return labels;
	}

	private static Stream<String> more(String metric) {
		return metric.startsWith("http_server") || metric.endsWith("_bucket") ? Stream.of("outcome") : Stream.of();
	}

	long end() {
		return this.start + (long) INTERVAL * (this.scrapes - 1);
	}

	/**
	 * Writes the given metrics, by name with their labels.
	 * @return how many series it wrote
	 */
	int write(Path file, Map<String, List<String>> metrics) throws IOException {
		int series = 0;
		try (BufferedWriter writer = Files.newBufferedWriter(file)) {
			for (int application = 0; application < this.applications; application++) {
				for (Map.Entry<String, List<String>> metric : metrics.entrySet()) {
					for (String labels : combinations(metric.getKey(), metric.getValue(), application)) {
						samples(writer, metric.getKey(), labels);
						series++;
					}
				}
			}
			writer.write("# EOF\n");
		}
		return series;
	}

	private List<String> combinations(String metric, List<String> labels, int application) {
		List<String> combinations = List.of("");
		for (String label : labels) {
			List<String> values = values(metric, label, "app-%03d".formatted(application));
			combinations = combinations.stream()
				.flatMap((before) -> values.stream()
					.map((value) -> "%s%s%s=\"%s\"".formatted(before, before.isEmpty() ? "" : ",", label, value)))
				.toList();
		}
		return combinations;
	}

	private List<String> values(String metric, String label, String application) {
		return switch (label) {
			case "application", "job" -> List.of(application);
			case "instance" -> numbered(application + "-%03d", this.instances);
			case "target", "name" -> numbered("app-%03d", this.targets);
			case "state" -> metric.contains("resilience_instances") ? INSTANCE_STATES : BREAKER_STATES;
			default -> VALUES.getOrDefault(label, List.of("x"));
		};
	}

	private static List<String> numbered(String format, int count) {
		return IntStream.range(0, count).mapToObj(format::formatted).toList();
	}

	private void samples(BufferedWriter writer, String metric, String labels) throws IOException {
		int seed = Math.floorMod((metric + labels).hashCode(), 100);
		for (int scrape = 0; scrape < this.scrapes; scrape++) {
			writer.append(metric)
				.append('{')
				.append(labels)
				.append("} ")
				.append(Double.toString(value(metric, seed, scrape)))
				.append(' ')
				.append(Long.toString(this.start + (long) INTERVAL * scrape))
				.append('\n');
		}
	}

	/**
	 * Differs between series and between samples, except for constant metrics.
	 */
	private double value(String metric, int seed, int scrape) {
		if (metric.contains("state_code") || metric.contains("transitions")) {
			return (seed == 0) ? 2 : 0;
		}
		if (metric.endsWith("_total") || metric.endsWith("_count") || metric.endsWith("_bucket")) {
			return scrape * (1.0 + seed);
		}
		return metric.equals("process_start_time_seconds") ? this.start - seed : (seed + scrape % 7) / 100.0;
	}

}
