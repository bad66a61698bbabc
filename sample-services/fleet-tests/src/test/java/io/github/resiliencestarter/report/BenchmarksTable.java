package io.github.resiliencestarter.report;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Table of the experiments for {@code docs/benchmarks.md}.
 */
final class BenchmarksTable {

	private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]|~]");

	private final List<Experiment> experiments;

	private final boolean pictured;

	BenchmarksTable(List<Experiment> experiments, boolean pictured) {
		this.experiments = experiments;
		this.pictured = pictured;
	}

	/**
	 * The picture, if there is one, and the table; nothing if there are no results.
	 */
	String markdown() {
		if (this.experiments.isEmpty()) {
			return "";
		}
		StringBuilder markdown = new StringBuilder("\n");
		if (this.pictured) {
			markdown.append("![Failed requests with each setup](../benchmarks/report/report.png)\n\n");
		}
		markdown
			.append("Failed requests and 99th percentile during the fault, as medians of all runs. [The "
					+ "report](../benchmarks/report/index.html) has the details.\n\n")
			.append(row("Experiment", Stream.of(Contender.values()).map(Contender::toString)))
			.append(row("---", Stream.of(Contender.values()).map((contender) -> "---")));
		for (Experiment experiment : this.experiments) {
			for (Requests requests : experiment.requests()) {
				markdown.append(row(name(experiment, requests),
						Stream.of(Contender.values()).map((contender) -> cell(experiment.with(contender), requests))));
			}
		}
		return markdown.append('\n').toString();
	}

	private static String row(String head, Stream<String> cells) {
		return Stream.concat(Stream.of(head), cells).collect(Collectors.joining(" | ", "| ", " |\n"));
	}

	private static String name(Experiment experiment, Requests requests) {
		String path = requests.path().isEmpty() ? "" : ", " + escape(requests.path());
		return "`%s`: %s".formatted(experiment.name().replaceAll("[`|\\s]", " "), escape(experiment.says()) + path);
	}

	private static String cell(Runs runs, Requests requests) {
		if (runs.isEmpty()) {
			return runs.reasons().isEmpty() ? "–" : "not run";
		}
		return "%s, %s".formatted(Unit.PERCENT.write(requests.failedPercent(runs).median()),
				Unit.MILLIS.write(requests.p99(runs).median()));
	}

	private static String escape(String text) {
		return SPECIAL.matcher(text)
			.replaceAll("\\\\$0")
			.replace("&", "&amp;")
			.replace("<", "&lt;")
			.replaceAll("\\s+", " ");
	}

}
