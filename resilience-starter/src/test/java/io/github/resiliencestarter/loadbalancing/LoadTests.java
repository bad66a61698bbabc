package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Load}, {@link PeakLatency} and {@link ErrorWindow}.
 */
class LoadTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	@Test
	void takesAPeakAtOnceAndForgetsItSlowly() {
		PeakLatency latency = new PeakLatency(Duration.ofSeconds(10), 0);
		latency.observe(100, 0);
		latency.observe(1000, SECOND);
		assertThat(latency.at(SECOND)).isEqualTo(1000);
		assertThat(latency.at(11 * SECOND)).isCloseTo(368, within(1.0));
		latency.observe(100, 11 * SECOND);
		assertThat(latency.at(11 * SECOND)).isCloseTo(1000 * 0.368 + 100 * 0.632, within(1.0));
	}

	@Test
	void doesNotTakeAQuickFailureForSpeed() {
		PeakLatency latency = new PeakLatency(Duration.ofSeconds(10), 0);
		latency.observe(1000, 0);
		latency.observeAtLeast(1, 1000);
		assertThat(latency.at(1000)).isCloseTo(1000, within(1.0));
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
		Load slow = load(fleet, 9);
		assertThat(alike.isAtMost(quick, SECOND)).isTrue();
		assertThat(quick.isAtMost(alike, SECOND)).isTrue();
		assertThat(slow.isAtMost(quick, SECOND)).isFalse();
		quick.begin(visit(fleet, SECOND));
		assertThat(quick.isAtMost(alike, SECOND)).isFalse();
		assertThat(quick.isAtMost(slow, SECOND)).isTrue();
		quick.begin(visit(fleet, SECOND));
		assertThat(quick.isAtMost(slow, SECOND)).isFalse();
	}

	@Test
	void asksAnInstanceOfWhichNothingIsKnownOnce() {
		VirtualFleet fleet = new VirtualFleet().add("a", VirtualFleet.VirtualInstance.healthy());
		fleet.target.choose(fleet.list, null);
		Load known = load(fleet, 5);
		Load unknown = new Load(Duration.ofSeconds(10), 0);
		assertThat(unknown.isAtMost(known, SECOND)).isTrue();
		unknown.begin(visit(fleet, SECOND));
		assertThat(unknown.isAtMost(known, SECOND)).isFalse();
	}

	private static Load load(VirtualFleet fleet, long millis) {
		Load load = new Load(Duration.ofSeconds(10), 0);
		Visit visit = visit(fleet, SECOND - TimeUnit.MILLISECONDS.toNanos(millis));
		load.begin(visit);
		load.end(visit, Result.ANSWERED, SECOND);
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
