package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a report of ten requests per second: two seconds of warm-up, four seconds
 * without a fault, ten with a fault, and four after it.
 */
class ScenarioReportTests {

	private static final Course COURSE = new Course(second(2), second(6), second(7), second(16), second(20));

	private static final Answer OK = Answer.of(200, "orders-1");

	private static final Answer AWAY = Answer.of(503, "");

	private final Scenario scenario = Scenario.of("test", "a test", (stage) -> {
	}, (stage) -> {
	});

	@Test
	void eachRequestCountsWhereItWasDue() {
		ScenarioReport report = report((due) -> sample(due, (due < second(6)) ? 10 : 20, OK));
		assertThat(report.counted()).isEqualTo(new LoadReport(180, 0, Map.of("200", 180), 20, 20, 20));
		assertThat(report.healthy()).isEqualTo(new LoadReport(40, 0, Map.of("200", 40), 10, 10, 10));
		assertThat(report.faultyFrom(0).sent()).isEqualTo(100);
		assertThat(report.after().sent()).isEqualTo(40);
	}

	@Test
	void theFirstSecondsOfAFaultCountFromWhenItWasThereForSure() {
		ScenarioReport report = report((due) -> sample(due, 10, OK));
		assertThat(report.faultyFrom(3).sent()).isEqualTo(60);
		assertThat(report.fromFault(1).sent()).isEqualTo(120);
	}

	@Test
	void noneFailsAfterTheLastFailureOfTheFault() {
		assertThat(report((due) -> sample(due, 10, OK)).secondsUntilNoneFails()).isEmpty();
		assertThat(report((due) -> sample(due, 10, (due >= second(6) && due <= second(9)) ? AWAY : OK))
			.secondsUntilNoneFails()).hasValue(3);
		assertThat(report((due) -> sample(due, 10, (due >= second(16)) ? AWAY : OK)).secondsUntilNoneFails()).isEmpty();
	}

	@Test
	void failuresThatGoOnUntilTheFaultIsLiftedNeverEnd() {
		assertThat(report((due) -> sample(due, 10, (due >= second(6)) ? AWAY : OK)).secondsUntilNoneFails())
			.hasValue(Double.POSITIVE_INFINITY);
	}

	@Test
	void eachSecondHasItsOwnAccount() {
		List<ScenarioReport.Second> seconds = report(
				(due) -> sample(due, 10, (due >= second(6) && due < second(7)) ? AWAY : OK))
			.seconds();
		assertThat(seconds).hasSize(18);
		assertThat(seconds.get(3).report().failed()).isZero();
		assertThat(seconds.get(4).report().statuses()).isEqualTo(Map.of("503", 10));
		assertThat(seconds.get(4).threads()).isNaN();
	}

	@Test
	void aSecondWithoutRequestsHasAnAccountToo() {
		ScenarioReport report = new ScenarioReport(this.scenario, SetUp.STARTER, COURSE, List.of(), Map.of(),
				Observations.NONE);
		assertThat(report.seconds().get(0).report()).isEqualTo(new LoadReport(0, 0, Map.of(), 0, 0, 0));
	}

	@Test
	void saysWhichBarsAreMissed() {
		assertThat(missed(Bar.noneFailed(), (due) -> sample(due, 10, OK))).isEmpty();
		assertThat(missed(Bar.noneFailed(), (due) -> sample(due, 10, (due == second(17)) ? AWAY : OK)))
			.containsExactly("0 failed");
		assertThat(missed(Bar.noneFailedFrom(1), (due) -> sample(due, 10, (due < second(8)) ? AWAY : OK))).isEmpty();
		assertThat(missed(Bar.noneFailedFrom(1), (due) -> sample(due, 10, (due == second(8)) ? AWAY : OK)))
			.containsExactly("0 failed after 1 s");
		assertThat(missed(Bar.normalFrom(3), (due) -> sample(due, (due < second(10)) ? 20 : 40, OK))).isEmpty();
		assertThat(missed(Bar.normalFrom(3), (due) -> sample(due, (due < second(10)) ? 20 : 41, OK)))
			.containsExactly("p99 <= 2 x healthy after 3 s");
		assertThat(missed(Bar.slowest(300), (due) -> sample(due, (due < second(6)) ? 400 : 300, OK))).isEmpty();
		assertThat(missed(Bar.slowest(300), (due) -> sample(due, (due == second(8)) ? 301 : 10, OK)))
			.containsExactly("max <= 300 ms");
	}

	@Test
	void anInstanceStandsByIfItServesNobodyBeforeTheFaultAndNobodyInTheEnd() {
		assertThat(missed(Bar.standsBy("orders-1"),
				(due) -> sample(due, 10, (due >= second(6) && due < second(19)) ? OK : AWAY)))
			.isEmpty();
		assertThat(missed(Bar.standsBy("orders-1"), (due) -> sample(due, 10, (due == second(5)) ? OK : AWAY)))
			.containsExactly("orders-1 is on standby");
		assertThat(missed(Bar.standsBy("orders-1"), (due) -> sample(due, 10, (due == second(19)) ? OK : AWAY)))
			.hasSize(1);
		// In flight when the fault began
		assertThat(missed(Bar.standsBy("orders-1"), (due) -> sample(due, 1000, (due == second(5)) ? OK : AWAY)))
			.isEmpty();
	}

	@Test
	void aBadInstanceMayHaveALargerShareOfASmallerLoadForItIsProbedAsOften() {
		assertThat(missedByShare(19)).isEmpty();
		assertThat(missedByShare(21)).containsExactly("bad instance's share < 2 %");
	}

	@Test
	void theShareOfABadInstanceCountsFromThreeSecondsAfterTheFaultOn() {
		Observations observations = new Observations(List.of(observation("inventory-1", 6, 10),
				observation("inventory-2", 6, 10), observation("inventory-1", 9, 50), observation("inventory-2", 9, 50),
				observation("inventory-1", 15, 60), observation("inventory-2", 15, 80)));
		ScenarioReport report = new ScenarioReport(this.scenario.inWhichBadIs("inventory-1"), SetUp.STARTER, COURSE,
				List.of(), Map.of(), observations);
		assertThat(report.share()).isEqualTo(10 / 40.0);
	}

	@Test
	void amplificationIsWhatArrivedForEachRequestThatWasSent() {
		Observations observations = new Observations(
				List.of(observation("inventory-1", 5, 10), observation("inventory-1", 15, 160)));
		ScenarioReport report = new ScenarioReport(this.scenario, SetUp.STARTER, COURSE,
				report((due) -> sample(due, 10, OK)).samples(), Map.of(), observations);
		assertThat(report.amplification("inventory")).isEqualTo(1.5);
		assertThat(report.amplification("orders")).isNaN();
		assertThat(Bar.amplification("inventory", 1.5).met().test(report)).isTrue();
		assertThat(Bar.amplification("inventory", 1.4).met().test(report)).isFalse();
		assertThat(Bar.amplification("orders", 1.5).met().test(report)).isFalse();
	}

	@Test
	void eachPathHasItsOwnAccount() {
		ScenarioReport report = report((due) -> new Sample((due % second(1) == 0) ? "/home" : "/checkout/1", due,
				second(1) / 100, (due % second(1) == 0) ? AWAY : OK));
		assertThat(report.at("/home").healthy()).isEqualTo(new LoadReport(4, 4, Map.of("503", 4), 10, 10, 10));
		assertThat(report.at("/home").faultyFrom(0).sent()).isEqualTo(10);
		assertThat(report.at("/checkout/1").counted().sent()).isEqualTo(162);
		assertThat(Bar.noneFailed("/checkout/1").met().test(report)).isTrue();
		assertThat(Bar.noneFailed("/home").met().test(report)).isFalse();
		assertThat(Bar.noneFailed("/home").aboutTime()).isFalse();
		assertThat(Bar.noneFailed("/home").asAMatterOfTime().aboutTime()).isTrue();
		assertThat(report.at("/home").fromFault(3).failed()).isEqualTo(10);
		assertThat(Bar.noneFailedFrom(3, "/home").met().test(report)).isFalse();
		assertThat(Bar.noneFailedFrom(3, "/checkout/1").met().test(report)).isTrue();
	}

	@Test
	void itRecoversWhenRequestsCeaseToFailHoweverSlowTheyAre() {
		assertThat(report((due) -> sample(due, (due < second(16)) ? 10 : 1_000, OK)).recovers()).isTrue();
		assertThat(report((due) -> sample(due, 10, (due < second(17)) ? AWAY : OK)).recovers()).isTrue();
		assertThat(report((due) -> sample(due, 10, (due >= second(19)) ? AWAY : OK)).recovers()).isFalse();
	}

	@Test
	void itHasRecoveredWhenNoneFailsAndHalfAreAsQuickAsBefore() {
		assertThat(report((due) -> sample(due, 10, OK)).secondsToRecover()).isZero();
		assertThat(report((due) -> sample(due, 10, (due < second(17)) ? AWAY : OK)).secondsToRecover()).isEqualTo(1);
		assertThat(
				report((due) -> sample(due, (due >= second(16) && due < second(18)) ? 100 : 10, OK)).secondsToRecover())
			.isEqualTo(2);
		assertThat(report((due) -> sample(due, 10, (due >= second(19)) ? AWAY : OK)).secondsToRecover())
			.isEqualTo(Double.POSITIVE_INFINITY);
	}

	@Test
	void afterTheFirstAnswerCountsWhatWasDueSinceThen() {
		assertThat(report((due) -> sample(due, 10, (due >= second(6) && due < second(9)) ? AWAY : OK))
			.failedAfterFirstAnswer()).isZero();
		assertThat(report((due) -> sample(due, 10, (due >= second(8) && due < second(9)) ? AWAY : OK))
			.failedAfterFirstAnswer()).isEqualTo(10);
		assertThat(report((due) -> sample(due, 10, AWAY)).failedAfterFirstAnswer()).isZero();
	}

	@Test
	void goodputIsWhatWasAnsweredWellWhileTheFaultLasted() {
		ScenarioReport report = report((due) -> sample(due, 10, (due % second(1) == 0) ? AWAY : OK));
		assertThat(report.goodput()).isEqualTo(9);
		assertThat(Bar.goodput(9).met().test(report)).isTrue();
		assertThat(Bar.goodput(10).met().test(report)).isFalse();
		assertThat(Bar.failedAtMost(0.1).met().test(report)).isTrue();
		assertThat(Bar.failedAtMost(0.09).met().test(report)).isFalse();
	}

	@Test
	void whatCouldNotBeAskedOrDidNotComeIsMissed() {
		ScenarioReport unknown = report((due) -> sample(due, 10, OK));
		assertThat(Bar.share(0.02).met().test(unknown)).isFalse();
		assertThat(Bar.comes("registered").met().test(unknown)).isFalse();
		ScenarioReport known = new ScenarioReport(this.scenario, SetUp.STARTER, COURSE, List.of(),
				Map.of("registered", 6.0), Observations.NONE);
		assertThat(Bar.comes("registered").met().test(known)).isTrue();
		assertThat(Bar.within(5, "registered").met().test(known)).isFalse();
		assertThat(Bar.within(6, "registered").met().test(known)).isTrue();
	}

	@Test
	void aCountMustBeZeroAndKnown() {
		ScenarioReport known = new ScenarioReport(this.scenario, SetUp.STARTER, COURSE, List.of(), Map.of(),
				Map.of("lost", 0L, "twice", 1L), Observations.NONE);
		assertThat(Bar.none("lost").met().test(known)).isTrue();
		assertThat(Bar.none("twice").met().test(known)).isFalse();
		assertThat(Bar.none("other").met().test(known)).isFalse();
	}

	private List<String> missed(Bar bar, LongFunction<Sample> server) {
		ScenarioReport report = report(server);
		return new ScenarioReport(this.scenario.mustShow(bar), SetUp.STARTER, COURSE, report.samples(), Map.of(),
				Observations.NONE)
			.missed()
			.stream()
			.map(Bar::text)
			.toList();
	}

	// Of ten requests per second
	private List<String> missedByShare(int percent) {
		List<Sample> samples = report((due) -> sample(due, 10, OK)).samples();
		Observations observations = new Observations(
				List.of(observation("inventory-1", 9, 0), observation("inventory-2", 9, 0),
						observation("inventory-1", 15, percent), observation("inventory-2", 15, 100 - percent)));
		return new ScenarioReport(this.scenario.inWhichBadIs("inventory-1").mustShow(Bar.share(0.02)), SetUp.STARTER,
				COURSE, samples, Map.of(), observations)
			.missed()
			.stream()
			.map(Bar::text)
			.toList();
	}

	private static Observation observation(String instance, long second, double requests) {
		return new Observation(instance, second(second), requests, 20, 0);
	}

	private ScenarioReport report(LongFunction<Sample> server) {
		List<Sample> samples = LongStream.range(0, 200)
			.mapToObj((request) -> server.apply(request * second(1) / 10))
			.toList();
		return new ScenarioReport(this.scenario, SetUp.STARTER, COURSE, samples, Map.of(), Observations.NONE);
	}

	private static Sample sample(long due, long millis, Answer answer) {
		return new Sample("/checkout/1", due, Duration.ofMillis(millis).toNanos(), answer);
	}

	private static long second(long second) {
		return Duration.ofSeconds(second).toNanos();
	}

}
