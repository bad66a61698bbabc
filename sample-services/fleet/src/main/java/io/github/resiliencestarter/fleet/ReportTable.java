package io.github.resiliencestarter.fleet;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Table of reports, in Markdown.
 */
final class ReportTable {

	static final String HEAD = """
			| experiment | setup | failed | last failure | p99 before | p99 during | p99 after 3 s | slowest \
			| bad instance's share | recovered | load on inventory | missed |
			| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |""";

	private ReportTable() {
	}

	static String row(ScenarioReport report) {
		LoadReport counted = report.counted();
		String missed = report.missed().stream().map(Bar::text).collect(Collectors.joining(", "));
		String marks = Stream
			.concat(report.counts()
				.entrySet()
				.stream()
				.map((count) -> "; %s: %d".formatted(count.getKey(), count.getValue())),
					report.marks()
						.entrySet()
						.stream()
						.map((mark) -> "; %s: %s".formatted(mark.getKey(),
								seconds(OptionalDouble.of(mark.getValue())))))
			.collect(Collectors.joining());
		return Stream
			.of(report.scenario().says() + marks, report.setUp(),
					"%s of %s".formatted(counted.failed(), counted.sent()), seconds(report.secondsUntilNoneFails()),
					millis(report.healthy().p99Ms()), millis(report.faultyFrom(0).p99Ms()),
					millis(report.faultyFrom(3).p99Ms()), millis(report.fromFault(0).maxMs()), share(report.share()),
					seconds(OptionalDouble.of(report.secondsToRecover())), times(report.amplification("inventory")),
					missed.isEmpty() ? "-" : missed)
			.map(Object::toString)
			.collect(Collectors.joining(" | ", "| ", " |"));
	}

	/**
	 * The row of an experiment that could not be run.
	 */
	static String row(Scenario scenario, SetUp setUp, String reason) {
		return "| %s | %s | not run: %s | | | | | | | | | |".formatted(scenario.says(), setUp,
				reason.lines().findFirst().orElse(""));
	}

	private static String seconds(OptionalDouble seconds) {
		if (seconds.isEmpty()) {
			return "-";
		}
		return Double.isInfinite(seconds.getAsDouble()) ? "never"
				: String.format(Locale.ROOT, "%.1f s", seconds.getAsDouble());
	}

	private static String millis(double millis) {
		return String.format(Locale.ROOT, "%.0f ms", millis);
	}

	private static String times(double amplification) {
		return Double.isNaN(amplification) ? "-" : String.format(Locale.ROOT, "%.2f x", amplification);
	}

	private static String share(double share) {
		return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", share * 100);
	}

}
