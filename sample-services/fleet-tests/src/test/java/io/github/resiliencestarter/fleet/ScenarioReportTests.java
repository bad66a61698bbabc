package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a report makes of ten requests a second: two seconds before anything counts, four
 * without a fault, ten with it, four after it.
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
		assertThat(seconds).hasSize(18).extracting(ScenarioReport.Second::second).startsWith(0, 1).endsWith(17);
		assertThat(seconds.get(3).report().failed()).isZero();
		assertThat(seconds.get(3).servedBy()).isEqualTo(Map.of("orders-1", 10));
		assertThat(seconds.get(4).report().statuses()).isEqualTo(Map.of("503", 10));
		assertThat(seconds.get(4).servedBy()).isEmpty();
	}

	@Test
	void aSecondWithoutRequestsHasAnAccountToo() {
		ScenarioReport report = new ScenarioReport(this.scenario, SetUp.STARTER, COURSE, List.of(), Map.of(), 0);
		assertThat(report.seconds().get(0).report()).isEqualTo(new LoadReport(0, 0, Map.of(), 0, 0, 0));
	}

	@Test
	void saysWhichBarsAreMissed() {
		assertThat(missed(Bar.noneFailed(), (due) -> sample(due, 10, OK))).isEmpty();
		assertThat(missed(Bar.noneFailed(), (due) -> sample(due, 10, (due == second(17)) ? AWAY : OK)))
			.containsExactly("0 failed");
		assertThat(missed(Bar.noneFailedFrom(1), (due) -> sample(due, 10, (due < second(8)) ? AWAY : OK))).isEmpty();
		assertThat(missed(Bar.noneFailedFrom(1), (due) -> sample(due, 10, (due == second(8)) ? AWAY : OK)))
			.containsExactly("0 failed from 1 s on");
		assertThat(missed(Bar.normalFrom(3), (due) -> sample(due, (due < second(10)) ? 20 : 40, OK))).isEmpty();
		assertThat(missed(Bar.normalFrom(3), (due) -> sample(due, (due < second(10)) ? 20 : 41, OK)))
			.containsExactly("p99 <= 2 x healthy from 3 s on");
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
			.containsExactly("orders-1 stands by");
		assertThat(missed(Bar.standsBy("orders-1"), (due) -> sample(due, 10, (due == second(19)) ? OK : AWAY)))
			.hasSize(1);
	}

	@Test
	void aBadInstanceMayHaveALargerShareOfASmallerLoadForItIsProbedAsOften() {
		assertThat(missed(0.19)).isEmpty();
		assertThat(missed(0.21)).containsExactly("share < 2 %");
	}

	@Test
	void whatCouldNotBeAskedOrDidNotComeIsMissed() {
		ScenarioReport unknown = report((due) -> sample(due, 10, OK));
		assertThat(Bar.share(0.02).met().test(unknown)).isFalse();
		assertThat(Bar.comes("registered").met().test(unknown)).isFalse();
		ScenarioReport known = new ScenarioReport(this.scenario, SetUp.STARTER, COURSE, List.of(),
				Map.of("registered", 6.0), 0.019);
		assertThat(Bar.share(0.02).met().test(known)).isTrue();
		assertThat(Bar.comes("registered").met().test(known)).isTrue();
		assertThat(Bar.within(5, "registered").met().test(known)).isFalse();
		assertThat(Bar.within(6, "registered").met().test(known)).isTrue();
	}

	private List<String> missed(Bar bar, LongFunction<Sample> server) {
		ScenarioReport report = report(server);
		return new ScenarioReport(this.scenario.mustShow(bar), SetUp.STARTER, COURSE, report.samples(), Map.of(), 0)
			.missed()
			.stream()
			.map(Bar::text)
			.toList();
	}

	// Of ten requests per second
	private List<String> missed(double share) {
		List<Sample> samples = report((due) -> sample(due, 10, OK)).samples();
		return new ScenarioReport(this.scenario.mustShow(Bar.share(0.02)), SetUp.STARTER, COURSE, samples, Map.of(),
				share)
			.missed()
			.stream()
			.map(Bar::text)
			.toList();
	}

	private ScenarioReport report(LongFunction<Sample> server) {
		List<Sample> samples = LongStream.range(0, 200)
			.mapToObj((request) -> server.apply(request * second(1) / 10))
			.toList();
		return new ScenarioReport(this.scenario, SetUp.STARTER, COURSE, samples, Map.of(), Double.NaN);
	}

	private static Sample sample(long due, long millis, Answer answer) {
		return new Sample(due, Duration.ofMillis(millis).toNanos(), answer);
	}

	private static long second(long second) {
		return Duration.ofSeconds(second).toNanos();
	}

}
