package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the open loop in simulated time, with servers whose response times are set by
 * the test.
 */
class OpenLoopTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Outcome OK = Outcome.ofStatus(200);

	private final SimulatedTime time = new SimulatedTime();

	@Test
	void sendsOnScheduleThoughNoAnswerEverComes() {
		LoadReport report = run(10, 3, (sentAt) -> new CompletableFuture<>());
		assertThat(this.time.sendTimes()).hasSize(30);
		assertThat(this.time.sendTimes().get(29)).isEqualTo(Duration.ofMillis(2900));
		assertThat(report.statuses()).isEqualTo(Map.of("timeout", 30));
		assertThat(report.failed()).isEqualTo(30);
		assertThat(report.p50Ms()).isEqualTo(10_000);
	}

	@Test
	void givesUpWhenPatienceIsOver() {
		run(10, 3, (sentAt) -> new CompletableFuture<>());
		assertThat(this.time.now()).isEqualTo(Duration.ofMillis(2900).plus(PATIENCE));
	}

	@Test
	void endsWithTheLastAnswer() {
		LoadReport report = run(10, 1, (sentAt) -> this.time.after(Duration.ofMillis(20), OK));
		assertThat(report).isEqualTo(new LoadReport(10, 0, Map.of("200", 10), 20, 20, 20));
		assertThat(this.time.now()).isBetween(Duration.ofMillis(920), Duration.ofMillis(925));
	}

	@Test
	void aServerThatStallsDelaysAllRequestsThatWereDueMeanwhile() {
		// Delays all responses until one second has passed, and then responds
		// immediately
		LoadReport report = run(10, 2, (sentAt) -> this.time.at(Math.max(sentAt, Duration.ofSeconds(1).toNanos()), OK));
		assertThat(report.failed()).isZero();
		assertThat(report.maxMs()).isEqualTo(1000);
		// The eleven slowest of twenty are due at 0, 100, ... 1000 ms: a closed loop
		// would measure only one
		assertThat(report.p50Ms()).isZero();
		assertThat(report.p99Ms()).isEqualTo(1000);
	}

	@Test
	void latencyCountsFromWhenARequestWasDueThoughItWasSentLater() {
		LoadReport report = run(10, 1, (sentAt) -> {
			// Sending takes longer than the time between two requests
			this.time.awaitUntil(sentAt + Duration.ofMillis(150).toNanos());
			return CompletableFuture.completedFuture(OK);
		});
		assertThat(report.maxMs()).isEqualTo(10 * 150 - 9 * 100);
	}

	@Test
	void refusalsAndErrorsAreFailuresAndRedirectionsAreNot() {
		List<Outcome> outcomes = List.of(OK, Outcome.CONNECT, Outcome.ofStatus(503), Outcome.ofStatus(302), Outcome.IO,
				Outcome.ofStatus(404));
		LoadReport report = run(6, 1,
				(sentAt) -> CompletableFuture.completedFuture(outcomes.get(this.time.sendTimes().size() - 1)));
		assertThat(report.sent()).isEqualTo(6);
		assertThat(report.failed()).isEqualTo(4);
		assertThat(report.statuses()).isEqualTo(Map.of("200", 1, "302", 1, "404", 1, "503", 1, "connect", 1, "io", 1));
	}

	private LoadReport run(int rps, int seconds, LongFunction<CompletableFuture<Outcome>> server) {
		Sender sender = () -> server.apply(this.time.sent());
		return new OpenLoop(new Schedule(rps, seconds), this.time, sender, PATIENCE).run();
	}

	/**
	 * Time that passes only while somebody waits, and runs everything that is due in that
	 * time.
	 */
	private static final class SimulatedTime implements Pace {

		private final Queue<Answer> answers = new PriorityQueue<>(Comparator.comparingLong(Answer::nanos));

		private final List<Duration> sendTimes = new ArrayList<>();

		private long nanos;

		@Override
		public long nanos() {
			return this.nanos;
		}

		@Override
		public void awaitUntil(long nanos) {
			Answer next = this.answers.peek();
			while (next != null && next.nanos() <= nanos) {
				this.answers.remove();
				this.nanos = Math.max(this.nanos, next.nanos());
				next.future().complete(next.outcome());
				next = this.answers.peek();
			}
			this.nanos = Math.max(this.nanos, nanos);
		}

		long sent() {
			this.sendTimes.add(now());
			return this.nanos;
		}

		CompletableFuture<Outcome> after(Duration delay, Outcome outcome) {
			return at(this.nanos + delay.toNanos(), outcome);
		}

		CompletableFuture<Outcome> at(long nanos, Outcome outcome) {
			Answer answer = new Answer(nanos, new CompletableFuture<>(), outcome);
			this.answers.add(answer);
			return answer.future();
		}

		List<Duration> sendTimes() {
			return this.sendTimes;
		}

		Duration now() {
			return Duration.ofNanos(this.nanos);
		}

		private record Answer(long nanos, CompletableFuture<Outcome> future, Outcome outcome) {

		}

	}

}
