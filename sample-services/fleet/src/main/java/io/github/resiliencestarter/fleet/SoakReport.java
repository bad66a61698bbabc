package io.github.resiliencestarter.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Report of a soak test, in Markdown.
 *
 * @param rps requests per second
 * @param minutes the planned duration
 * @param done the minutes so far
 * @param footprints what the instances held
 */
record SoakReport(int rps, int minutes, List<SoakMinute> done, List<Footprint> footprints) {

	/**
	 * Whether the test is complete and all values are flat.
	 */
	boolean isFlat() {
		return this.done.size() == this.minutes && SoakFault.SURVIVORS.stream()
			.allMatch((name) -> Stream.of(Measure.values()).allMatch((measure) -> trend(name, measure).isFlat()));
	}

	Trend trend(String instance, Measure measure) {
		Map<Integer, Long> values = new TreeMap<>();
		this.footprints.stream().filter((footprint) -> footprint.instance().equals(instance)).forEach((footprint) -> {
			Long value = footprint.values().get(measure);
			if (value != null) {
				values.put(footprint.minute(), value);
			}
		});
		return Trend.of(values, this.minutes);
	}

	/**
	 * Returns the report.
	 * @param commit the tested commit
	 */
	String text(String commit) {
		List<String> lines = new ArrayList<>(head(commit));
		lines.addAll(List.of("## What the instances hold", "",
				"| Instance | Measure | First quarter | Second quarter | Last quarter | Change per hour | Flat |",
				"| --- | --- | --- | --- | --- | --- | --- |"));
		SoakFault.SURVIVORS
			.forEach((name) -> Stream.of(Measure.values()).forEach((measure) -> lines.add(row(name, measure))));
		lines.addAll(List.of("", "## Faults", "", "| Fault | Minutes | Requests | Failed | Outcomes |",
				"| --- | --- | --- | --- | --- |"));
		faults().forEach((fault, minutes) -> lines.add(row(fault, minutes)));
		lines.addAll(List.of("", "## Minutes", "",
				"| Minute | Failed | " + columns().map(Object::toString).collect(Collectors.joining(" | ")) + " |",
				"| --- | --- |" + " --- |".repeat(columns().toList().size())));
		IntStream.range(0, this.done.size()).forEach((minute) -> lines.add(row(minute)));
		List<String> problems = IntStream.range(0, this.done.size())
			.filter((minute) -> !this.done.get(minute).problem().isEmpty())
			.mapToObj((minute) -> "* Minute %d: %s".formatted(minute, this.done.get(minute).problem()))
			.toList();
		if (!problems.isEmpty()) {
			lines.addAll(List.of("", "## Faults that were not started or removed in time", ""));
			lines.addAll(problems);
		}
		return String.join("\n", lines) + "\n";
	}

	private List<String> head(String commit) {
		int sent = this.done.stream().mapToInt(SoakMinute::sent).sum();
		int failed = this.done.stream().mapToInt(SoakMinute::failed).sum();
		String verdict = (this.done.size() < this.minutes) ? "The test is not complete."
				: (isFlat() ? "**All values are flat.**" : "**Not all values are flat.**");
		return List.of("# Soak test", "",
				"%d of %d minutes at %d requests per second, with a fault each minute. Commit %s, Java %s, %d processors."
					.formatted(this.done.size(), this.minutes, this.rps, commit, Runtime.version().feature(),
							Runtime.getRuntime().availableProcessors()),
				"Load, services, Consul and Prometheus share the machine.", "",
				"%s %,d of %,d requests failed.".formatted(verdict, failed, sent), "",
				"A value is flat if the mean of the last quarter exceeds the mean of the second by at most 5 %, or by at most 1. In the first quarter,",
				"JVMs warm up. The change per hour is the slope of a straight line through the values after the first quarter. The processes in the",
				"table run during the whole test. Their live heap is read after a garbage collection, 12 times; everything else once a minute.",
				"", "To repeat:", "", "```bash",
				"./fleet soak --minutes %d --rps %d --report sample-services/SOAK.md".formatted(this.minutes, this.rps),
				"```", "");
	}

	private String row(String instance, Measure measure) {
		Trend trend = trend(instance, measure);
		return "| %s | %s | %s | %s | %s | %s | %s |".formatted(instance, measure, number(trend.first()),
				number(trend.second()), number(trend.last()), number(trend.perHour()), trend.isFlat() ? "yes" : "no");
	}

	private Map<String, List<SoakMinute>> faults() {
		return this.done.stream()
			.collect(Collectors.groupingBy(SoakMinute::fault, LinkedHashMap::new, Collectors.toList()));
	}

	private static String row(String fault, List<SoakMinute> minutes) {
		Map<String, Integer> outcomes = new TreeMap<>();
		minutes.forEach((minute) -> minute.failures()
			.forEach((outcome, number) -> outcomes.merge(outcome, number, Integer::sum)));
		String failures = outcomes.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
			.map((outcome) -> "%s: %,d".formatted(outcome.getKey(), outcome.getValue()))
			.collect(Collectors.joining(", "));
		return "| %s | %d | %,d | %,d | %s |".formatted(fault, minutes.size(),
				minutes.stream().mapToInt(SoakMinute::sent).sum(), minutes.stream().mapToInt(SoakMinute::failed).sum(),
				failures.isEmpty() ? "–" : failures);
	}

	private Stream<Measure> columns() {
		return Stream.of(Measure.values());
	}

	private String row(int minute) {
		Map<Measure, Long> sums = new TreeMap<>();
		this.footprints.stream()
			.filter((footprint) -> footprint.minute() == minute)
			.forEach((footprint) -> footprint.values()
				.forEach((measure, value) -> sums.merge(measure, value, Long::sum)));
		return "| %d | %,d | %s |".formatted(minute, this.done.get(minute).failed(),
				columns().map((measure) -> sums.containsKey(measure) ? "%,d".formatted(sums.get(measure)) : "–")
					.collect(Collectors.joining(" | ")));
	}

	private static String number(double value) {
		return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.1f", value) : "–";
	}

}
