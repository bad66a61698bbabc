package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SteadyLoadTests {

	private static final Answer OK = Answer.of(200, "");

	private static final List<String> PATHS = List.of("/checkout/1", "/home");

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private final WaitingTime time = new WaitingTime();

	private final List<Long> sentAt = new ArrayList<>();

	@Test
	void sendsOnScheduleUntilItIsToldToEnd() {
		SteadyLoad[] load = new SteadyLoad[1];
		load[0] = new SteadyLoad(PATHS, 10, this.time, (path) -> {
			this.sentAt.add(millis(this.time.nanos()));
			if (this.sentAt.size() == 25) {
				load[0].end();
			}
			return CompletableFuture.completedFuture(OK);
		});
		assertThat(load[0].run(LIMIT)).hasSize(25).extracting(Sample::answer).containsOnly(OK);
		assertThat(this.sentAt).startsWith(0L, 100L, 200L).endsWith(2400L);
	}

	@Test
	void endsAtItsLimitIfNobodyTellsIt() {
		assertThat(new SteadyLoad(PATHS, 10, this.time, (path) -> CompletableFuture.completedFuture(OK))
			.run(Duration.ofSeconds(2))).hasSize(20);
	}

	@Test
	void latencyCountsFromWhenARequestWasDueThoughItWasSentLater() {
		List<Sample> samples = new SteadyLoad(PATHS, 10, this.time, (path) -> {
			this.time.awaitUntil(this.time.nanos() + Duration.ofMillis(150).toNanos());
			return CompletableFuture.completedFuture(OK);
		}).run(Duration.ofSeconds(1));
		assertThat(samples).extracting((sample) -> millis(sample.latencyNanos())).startsWith(150L, 200L, 250L);
		assertThat(samples).extracting((sample) -> millis(sample.dueNanos())).startsWith(0L, 100L, 200L);
	}

	@Test
	void asksForEachPathInTurn() {
		assertThat(new SteadyLoad(PATHS, 10, this.time, (path) -> CompletableFuture.completedFuture(OK))
			.run(Duration.ofMillis(400))).extracting(Sample::path)
			.containsExactly("/checkout/1", "/home", "/checkout/1", "/home");
	}

	@Test
	void tellsHowLongNoRequestHasFailed() {
		SteadyLoad[] load = new SteadyLoad[1];
		List<Long> well = new ArrayList<>();
		load[0] = new SteadyLoad(PATHS, 10, this.time, (path) -> {
			well.add(load[0].well().toMillis());
			return CompletableFuture.completedFuture((well.size() == 3) ? Answer.of(503, "") : OK);
		});
		load[0].run(Duration.ofMillis(500));
		assertThat(well).containsExactly(0L, 100L, 200L, 100L, 200L);
	}

	@Test
	void anotherRateCountsFromTheNextRequestOn() {
		SteadyLoad[] load = new SteadyLoad[1];
		load[0] = new SteadyLoad(PATHS, 10, this.time, (path) -> {
			this.sentAt.add(millis(this.time.nanos()));
			load[0].rate((this.sentAt.size() < 3) ? 10 : 20);
			return CompletableFuture.completedFuture(OK);
		});
		load[0].run(Duration.ofMillis(400));
		assertThat(this.sentAt).containsExactly(0L, 100L, 200L, 250L, 300L, 350L);
		assertThatIllegalArgumentException().isThrownBy(() -> load[0].rate(0));
	}

	private static long millis(long nanos) {
		return Duration.ofNanos(nanos).toMillis();
	}

	/**
	 * Time that passes only while somebody waits.
	 */
	private static final class WaitingTime implements Pace {

		private long nanos;

		@Override
		public long nanos() {
			return this.nanos;
		}

		@Override
		public void awaitUntil(long nanos) {
			this.nanos = Math.max(this.nanos, nanos);
		}

	}

}
