package io.github.resiliencestarter.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that the committed report and the table of benchmarks match the committed
 * results.
 */
class ReportPageTests {

	private static final Path REPOSITORY = Path.of("../..");

	private static final Path REPORT = REPOSITORY.resolve("benchmarks/report");

	private static final Path BENCHMARKS = REPOSITORY.resolve("docs/benchmarks.md");

	private static final String BEGIN = "<!-- experiments: generated from benchmarks/report -->";

	private static final String END = "<!-- end of experiments -->";

	@Test
	void pageIsWhatTheResultsSay() throws IOException {
		Committed.file(REPORT.resolve("index.html")).assertIs(new ReportPage(results(), benchmarks()).html());
	}

	@Test
	void tableOfBenchmarksIsWhatTheResultsSay() throws IOException {
		boolean pictured = Files.exists(REPORT.resolve("report.png"));
		Committed.between(BENCHMARKS, BEGIN, END)
			.assertIs(new BenchmarksTable(results().experiments(), pictured).markdown());
	}

	@Test
	void pageHasAPlaceForTheTable() {
		assertThat(BENCHMARKS).content().containsOnlyOnce(BEGIN + "\n").containsOnlyOnce(END + "\n");
	}

	private static Results results() throws IOException {
		Path file = REPORT.resolve("results.jsonl");
		assumeTrue(Files.exists(file), "Skipped: no experiment has been run, so there is no report to check");
		return Results.read(file);
	}

	private static JmhTable benchmarks() {
		Path file = REPORT.resolve("jmh.json");
		return Files.exists(file) ? JmhTable.read(file) : JmhTable.NONE;
	}

}
