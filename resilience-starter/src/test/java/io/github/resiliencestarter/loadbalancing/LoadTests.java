package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Load}, {@link TypicalLatency} and {@link ErrorWindow}.
 */
class LoadTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

	private long now;

	@Test
	void isHardlyMovedByOnePeak() {
		TypicalLatency latency = latency(10, 100);
		latency.observe(1000 * MS, this.now);
		assertThat(latency.nanos()).isLessThan((double) (20 * MS));
	}

	@Test
	void isHardlyMovedByABurstOfResponsesAfterAPause() {
		TypicalLatency latency = latency(10, 100);
		for (int i = 0; i < 20; i++) {
			latency.observe(200 * MS, this.now);
		}
		assertThat(latency.nanos()).isLessThan((double) (25 * MS));
	}

	@Test
	void followsAnInstanceThatBecomesSlowWithinAFewCalls() {
		TypicalLatency latency = latency(10, 100);
		for (int i = 0; i < 8; i++) {
			this.now += 200 * MS;
			latency.observe(200 * MS, this.now);
		}
		assertThat(latency.nanos()).isGreaterThan((double) (50 * MS));
	}

	@Test
	void believesTheFirstResponseAndThatOfATrialInFull() {
		TypicalLatency latency = latency(1000, 1);
		assertThat(latency.nanos()).isCloseTo((double) (1000 * MS), within(1.0));
		latency.restart(10 * MS, this.now);
		assertThat(latency.nanos()).isCloseTo((double) (10 * MS), within(1.0));
	}

	@Test
	void doesNotTakeAQuickFailureForSpeed() {
		TypicalLatency latency = latency(1000, 10);
		latency.observeAtLeast(MS, this.now);
		assertThat(latency.nanos()).isCloseTo((double) (1000 * MS), within(10.0));
	}

	private TypicalLatency latency(long millis, int calls) {
		TypicalLatency latency = new TypicalLatency(Duration.ofSeconds(1), this.now);
		for (int i = 0; i < calls; i++) {
			this.now += 10 * MS;
			latency.observe(millis * MS, this.now);
		}
		return latency;
	}

	@Test
	void forgetsResultsThatHaveLeftTheWindow() {
		ErrorWindow window = new ErrorWindow(Duration.ofSeconds(10), 0);
		window.add(true, 0);
		window.add(false, 5 * SECOND);
		assertThat(window.add(true, 9 * SECOND)).isEqualTo(new ErrorWindow.Counts(3, 2));
		assertThat(window.add(false, 14 * SECOND)).isEqualTo(new ErrorWindow.Counts(3, 1));
		assertThat(window.add(false, 1000 * SECOND)).isEqualTo(new ErrorWindow.Counts(1, 0));
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -5_000_000_000L, Long.MIN_VALUE / 2 })
	void windowsThatBeganAtDifferentTimesForgetTogether(long start) {
		ErrorWindow older = new ErrorWindow(Duration.ofSeconds(10), start);
		ErrorWindow younger = new ErrorWindow(Duration.ofSeconds(10), start + SECOND / 2);
		for (long time = start + SECOND / 2; time < start + 30 * SECOND; time += 7 * SECOND / 10) {
			assertThat(older.add(true, time)).isEqualTo(younger.add(true, time));
		}
	}

	@Test
	void isSilentAsLongAsTheOldestCallSinceTheLastAnswer() {
		VirtualFleet fleet = new VirtualFleet().add("a", VirtualFleet.VirtualInstance.healthy());
		fleet.target.choose(fleet.list, null);
		Load load = fleet.target.current().all().get(0).load();
		Visit slow = visit(fleet, 0);
		load.begin(slow);
		Visit quick = visit(fleet, SECOND);
		load.begin(quick);
		assertThat(load.silence(2 * SECOND)).isEqualTo(2 * SECOND);
		load.end(quick, Result.ANSWERED, 2 * SECOND);
		assertThat(load.silence(9 * SECOND)).isZero();
		Visit next = visit(fleet, 3 * SECOND);
		load.begin(next);
		load.begin(visit(fleet, 4 * SECOND));
		assertThat(load.silence(5 * SECOND)).isEqualTo(2 * SECOND);
		load.end(next, Result.GIVEN_UP, 5 * SECOND);
		assertThat(load.silence(5 * SECOND)).isEqualTo(SECOND);
	}

	@Test
	void countsCallsUnderWayAloneWhereLatenciesAreAlike() {
		VirtualFleet fleet = new VirtualFleet().add("a", VirtualFleet.VirtualInstance.healthy());
		fleet.target.choose(fleet.list, null);
		Load quick = load(fleet, 4);
		Load alike = load(fleet, 7);
		Load slow = load(fleet, 11);
		assertThat(alike.compareTo(quick, SECOND)).isNotPositive();
		assertThat(quick.compareTo(alike, SECOND)).isNotPositive();
		assertThat(slow.compareTo(quick, SECOND)).isPositive();
		quick.begin(visit(fleet, SECOND));
		assertThat(quick.compareTo(alike, SECOND)).isPositive();
		assertThat(quick.compareTo(slow, SECOND)).isNotPositive();
		quick.begin(visit(fleet, SECOND));
		assertThat(quick.compareTo(slow, SECOND)).isPositive();
	}

	@Test
	void believesATrialInFull() {
		VirtualFleet fleet = ofOne();
		Load quick = load(fleet, 4);
		Load slow = load(fleet, 1000);
		call(fleet, slow, 4, Result.ANSWERED);
		assertThat(slow.compareTo(quick, SECOND)).isPositive();
		slow.expectTrial();
		call(fleet, slow, 4, Result.ANSWERED);
		assertThat(slow.compareTo(quick, SECOND)).isNotPositive();
	}

	@Test
	void callThatIsGivenUpTookAtLeastThatLong() {
		VirtualFleet fleet = ofOne();
		Load quick = load(fleet, 4);
		Load slow = load(fleet, 4);
		this.now = SECOND;
		for (int i = 0; i < 20; i++) {
			this.now += SECOND;
			Visit visit = visit(fleet, this.now - SECOND);
			slow.begin(visit);
			slow.end(visit, Result.GIVEN_UP, this.now);
		}
		assertThat(slow.compareTo(quick, this.now)).isPositive();
	}

	@Test
	void quickFailureCountsAsInFlightForTheTimeOfAResponse() {
		VirtualFleet fleet = ofOne();
		Load other = load(fleet, 10);
		Load failing = load(fleet, 10);
		call(fleet, failing, 11, Result.FAILED);
		assertThat(failing.compareTo(other, SECOND)).as("not quick").isZero();
		call(fleet, failing, 1, Result.FAILED);
		assertThat(failing.compareTo(other, SECOND)).isPositive();
		assertThat(failing.compareTo(other, SECOND + 50 * MS)).isZero();
	}

	@Test
	void clearlyMoreFailuresAreTheLargerLoadUntilTheyAreForgotten() {
		VirtualFleet fleet = ofOne();
		Load quick = load(fleet, 4);
		Load slow = load(fleet, 1000);
		IntStream.range(0, 3).forEach((i) -> quick.judge(visit(fleet, SECOND), Result.FAILED));
		assertThat(quick.compareTo(slow, SECOND)).isPositive();
		assertThat(slow.compareTo(quick, SECOND)).isNegative();
		quick.forgetFailures();
		assertThat(quick.compareTo(slow, SECOND)).isNegative();
	}

	@Test
	void remembersTheSlowestCall() {
		VirtualFleet fleet = ofOne();
		Load load = load(fleet, 4);
		call(fleet, load, 500, Result.ANSWERED);
		call(fleet, load, 4, Result.ANSWERED);
		assertThat(load.peak(SECOND)).isEqualTo(500d * MS);
		assertThat(load.peak(60 * SECOND)).isLessThan(100d * MS);
	}

	@Test
	void callThatNobodyEndedIsForgotten() {
		VirtualFleet fleet = ofOne();
		Load load = load(fleet, 4);
		long lost = Load.LOST.toNanos();
		load.begin(visit(fleet, SECOND));
		load.begin(visit(fleet, SECOND + lost));
		assertThat(load.inFlight()).isEqualTo(2);
		load.begin(visit(fleet, SECOND + lost + 1));
		assertThat(load.inFlight()).isEqualTo(2);
		assertThat(load.silence(SECOND + lost + 1)).isLessThanOrEqualTo(1);
	}

	private static VirtualFleet ofOne() {
		VirtualFleet fleet = new VirtualFleet().add("a", VirtualFleet.VirtualInstance.healthy());
		fleet.target.choose(fleet.list, null);
		return fleet;
	}

	private static void call(VirtualFleet fleet, Load load, long millis, Result result) {
		Visit visit = visit(fleet, SECOND - TimeUnit.MILLISECONDS.toNanos(millis));
		load.begin(visit);
		load.end(visit, result, SECOND);
	}

	@Test
	void asksAnInstanceOfWhichNothingIsKnownOnce() {
		VirtualFleet fleet = new VirtualFleet().add("a", VirtualFleet.VirtualInstance.healthy());
		fleet.target.choose(fleet.list, null);
		Load known = load(fleet, 5);
		Load unknown = new Load(Duration.ofSeconds(10), 0);
		assertThat(unknown.compareTo(known, SECOND)).isNotPositive();
		unknown.begin(visit(fleet, SECOND));
		assertThat(unknown.compareTo(known, SECOND)).isPositive();
	}

	private static Load load(VirtualFleet fleet, long millis) {
		Load load = new Load(Duration.ofSeconds(10), 0);
		for (int i = 0; i < 100; i++) {
			Visit visit = visit(fleet, SECOND - TimeUnit.MILLISECONDS.toNanos(millis));
			load.begin(visit);
			load.end(visit, Result.ANSWERED, SECOND);
		}
		return load;
	}

	private static Visit visit(VirtualFleet fleet, long start) {
		return new Visit(fleet.target, fleet.target.current().all().get(0), start);
	}

	@Test
	void countsNoCallTwiceOrNeverUnderContention() throws InterruptedException {
		VirtualFleet fleet = new VirtualFleet().add("a", VirtualFleet.VirtualInstance.healthy())
			.add("b", VirtualFleet.VirtualInstance.healthy());
		fleet.target.choose(fleet.list, null);
		ExecutorService executor = Executors.newFixedThreadPool(8);
		CountDownLatch ended = new CountDownLatch(8);
		IntStream.range(0, 8).forEach((thread) -> executor.execute(() -> {
			List<Result> results = List.of(Result.values());
			for (int i = 0; i < 2000; i++) {
				Visit visit = fleet.target.begin(fleet.list.get(i % 2));
				assertThat(visit).isNotNull();
				visit.end(results.get(i % results.size()));
				visit.failedAfterAll();
				visit.end(Result.ANSWERED);
			}
			ended.countDown();
		}));
		assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
		executor.shutdown();
		assertThat(fleet.inFlight()).isZero();
	}

}
