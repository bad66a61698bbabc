package io.github.resiliencestarter.report;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BenchmarksTable}.
 */
class BenchmarksTableTests {

	@Test
	void withoutResultsItShowsNothing() {
		assertThat(markdown(true)).isEmpty();
	}

	@Test
	void eachExperimentHasARowAndEachSetUpAColumn() {
		assertThat(markdown(false, Lines.run("slow", "starter", 0), Lines.run("slow", "stock", 1),
				Lines.run("crash", "starter", 0), Lines.notRun("crash", "haproxy", "why")))
			.contains("""
					| Experiment | starter | stock | none | haproxy |
					| --- | --- | --- | --- | --- |
					| `crash`: what happens in crash | 0 %, 20 ms | – | – | not run |
					| `slow`: what happens in slow | 0 %, 20 ms | 10 %, 20 ms | – | – |
					""");
	}

	@Test
	void eachPathHasARow() {
		Lines run = Lines.run("slow", "none", 0);
		run.json().withObject("paths").putObject("/checkout/1").set("during", Lines.account(10, 5));
		run.json().withObject("paths").putObject("/home").set("during", Lines.account(10, 0));
		assertThat(markdown(false, run)).contains("""
				| `slow`: what happens in slow, /checkout/1 | – | – | 50 %, 20 ms | – |
				| `slow`: what happens in slow, /home | – | – | 0 %, 20 ms | – |
				""");
	}

	@Test
	void thePictureIsShownIfThereIsOne() {
		assertThat(markdown(true, Lines.run("slow", "starter", 0))).contains("](../benchmarks/report/report.png)");
		assertThat(markdown(false, Lines.run("slow", "starter", 0))).doesNotContain("report.png");
	}

	@Test
	void hostileTextIsOnlyText() {
		Lines hostile = Lines.notRun("a`|\nb", "none", "x")
			.put("says", "<!-- end of experiments -->\n| [x](y) *z* `q` &");
		assertThat(markdown(false, hostile)).contains(
				"| `a   b`: &lt;!-- end of experiments --> \\| \\[x\\](y) \\*z\\* \\`q\\` &amp; | – | – | not run | – |\n");
	}

	private static String markdown(boolean pictured, Lines... lines) {
		return new BenchmarksTable(Lines.results(lines).experiments(), pictured).markdown();
	}

}
