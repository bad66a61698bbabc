package io.github.resiliencestarter.report;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is read from the results.
 */
class ResultsTests {

	@Test
	void anEmptyFileHasNoExperiments() {
		assertThat(Results.parse("results.jsonl", List.of()).experiments()).isEmpty();
		assertThat(Results.parse("results.jsonl", List.of("", " ")).experiments()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"experiment\":\"cra", "{} {}", "[]", "{}", "null",
			"{\"experiment\":\"x\",\"says\":\"x\",\"with\":\"starter\",\"when\":\"x\"}",
			"{\"experiment\":\"x\",\"says\":\"x\",\"with\":\"mesh\",\"when\":\"x\",\"notRun\":\"x\"}" })
	void aBrokenLineIsSaidToBeWithItsNumber(String line) {
		List<String> lines = List.of(Lines.run("crash", "none", 0).toString(), "", line);
		assertThatIllegalArgumentException().isThrownBy(() -> Results.parse("results.jsonl", lines))
			.withMessageStartingWith("results.jsonl, line 3: ");
	}

	@Test
	void anErrorSaysWhatIsWrong() {
		assertThatIllegalArgumentException().isThrownBy(() -> Lines.results(Lines.notRun("crash", "mesh", "")))
			.withMessage("results.jsonl, line 1: there is no setup 'mesh'");
		Lines lines = Lines.run("crash", "none", 0);
		lines.json().remove("during");
		assertThatIllegalArgumentException().isThrownBy(() -> Lines.results(lines))
			.withMessage("results.jsonl, line 1: 'during' is missing or has the wrong type");
	}

	@Test
	void experimentsComeInTheOrderOfTheReportAndUnknownOnesAsTheyWereMade() {
		Results results = Lines.results(Lines.run("zoo", "none", 0), Lines.run("flaky", "none", 0),
				Lines.run("attic", "none", 0), Lines.run("crash", "none", 0), Lines.run("zoo", "stock", 0));
		assertThat(results.experiments()).extracting(Experiment::name)
			.containsExactly("crash", "flaky", "zoo", "attic");
	}

	@Test
	void setUpsComeInOneOrder() {
		Experiment experiment = Lines.experiment(Lines.run("crash", "haproxy", 0), Lines.run("crash", "none", 0),
				Lines.run("crash", "starter", 0));
		assertThat(experiment.runs().keySet()).containsExactly(Contender.STARTER, Contender.NONE, Contender.HAPROXY);
		assertThat(experiment.with(Contender.STOCK).isEmpty()).isTrue();
	}

	@Test
	void nullIsNeverAndNothingIsNotKnown() {
		Lines lines = Lines.run("crash", "none", 0).putNull("untilNoneFails");
		lines.json().remove("recovered");
		Runs runs = Lines.experiment(lines).with(Contender.NONE);
		assertThat(runs.figure((run) -> run.secondsUntil("untilNoneFails")).write(Unit.SECONDS)).isEqualTo("never");
		assertThat(runs.figure((run) -> run.secondsUntil("recovered")).write(Unit.SECONDS)).isEqualTo("–");
	}

	@Test
	void aRunWithoutRequestsHasNoShareOfFailures() {
		Lines lines = Lines.run("crash", "none", 0);
		lines.json().set("during", Lines.account(0, 0));
		assertThat(Requests.ALL.failedPercent(Lines.experiment(lines).with(Contender.NONE)).isKnown()).isFalse();
	}

	@Test
	void repetitionsAreOneFigure() {
		Runs runs = Lines
			.experiment(Lines.run("crash", "none", 1), Lines.run("crash", "none", 9), Lines.run("crash", "none", 3))
			.with(Contender.NONE);
		assertThat(Requests.ALL.failedPercent(runs).write(Unit.PERCENT)).isEqualTo("30 % (10 % to 90 %)");
		assertThat(runs.verdict("0 failed")).isEqualTo("missed");
		assertThat(runs.series("failed").highest()).isEqualTo(3);
	}

	@Test
	void aBarIsMetOnlyIfItIsInEachRun() {
		Runs runs = Lines.experiment(Lines.run("crash", "none", 0), Lines.run("crash", "none", 1)).with(Contender.NONE);
		assertThat(runs.verdict("0 failed")).isEqualTo("missed in 1 of 2 runs");
		assertThat(runs.verdict("another")).isEqualTo("–");
	}

	@Test
	void secondsCountFromTheBeginningOfTheFault() {
		Lines lines = Lines.run("crash", "none", 1).put("faultAt", 10.25);
		assertThat(Lines.experiment(lines).with(Contender.NONE).series("failed").points().get(0).x()).isEqualTo(-9.75);
	}

	@Test
	void aSecondIsTheMedianOfTheRunsThatHaveIt() {
		Lines shorter = Lines.run("crash", "none", 1);
		shorter.json().withObject("seconds").putArray("failed").add(4).addNull();
		Runs runs = Lines.experiment(shorter, Lines.run("crash", "none", 2)).with(Contender.NONE);
		assertThat(runs.series("failed").points()).hasSize(30);
		assertThat(runs.series("failed").points().get(0).y()).isEqualTo(2);
		assertThat(runs.series("failed").points().get(1).y()).isZero();
		assertThat(runs.series("nothing").isEmpty()).isTrue();
	}

	@Test
	void noneFailedMeansInNoneOfTheRuns() {
		assertThat(level(0, 0, 0)).isEqualTo(Level.NOBODY);
		assertThat(level(0, 0, 1)).isEqualTo(Level.FEW);
		assertThat(level(0, 1, 1)).isEqualTo(Level.SOME);
		assertThat(level(5)).isEqualTo(Level.MANY);
		assertThat(level(6)).isEqualTo(Level.MOST);
	}

	private static Level level(int... failed) {
		Lines[] lines = IntStream.of(failed).mapToObj((each) -> Lines.run("crash", "none", each)).toArray(Lines[]::new);
		return Level.of(Requests.ALL.failedPercent(Lines.experiment(lines).with(Contender.NONE)));
	}

}
