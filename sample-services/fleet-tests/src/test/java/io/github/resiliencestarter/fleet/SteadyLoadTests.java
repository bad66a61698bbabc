package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SteadyLoadTests {

	private static final Answer OK = Answer.of(200, "");

	private final WaitingTime time = new WaitingTime();

	private final List<Long> sentAt = new ArrayList<>();

	@Test
	void sendsOnScheduleUntilItIsToldToEnd() {
		SteadyLoad[] load = new SteadyLoad[1];
		load[0] = new SteadyLoad(new Schedule(10, 60), this.time, () -> {
			this.sentAt.add(millis(this.time.nanos()));
			if (this.sentAt.size() == 25) {
				load[0].end();
			}
			return CompletableFuture.completedFuture(OK);
		});
		assertThat(load[0].run()).hasSize(25).extracting(Sample::answer).containsOnly(OK);
		assertThat(this.sentAt).startsWith(0L, 100L, 200L).endsWith(2400L);
	}

	@Test
	void endsWithItsScheduleIfNobodyTellsIt() {
		assertThat(new SteadyLoad(new Schedule(10, 2), this.time, () -> CompletableFuture.completedFuture(OK)).run())
			.hasSize(20);
	}

	@Test
	void latencyCountsFromWhenARequestWasDueThoughItWasSentLater() {
		List<Sample> samples = new SteadyLoad(new Schedule(10, 1), this.time, () -> {
			this.time.awaitUntil(this.time.nanos() + Duration.ofMillis(150).toNanos());
			return CompletableFuture.completedFuture(OK);
		}).run();
		assertThat(samples).extracting((sample) -> millis(sample.latencyNanos())).startsWith(150L, 200L, 250L);
		assertThat(samples).extracting((sample) -> millis(sample.dueNanos())).startsWith(0L, 100L, 200L);
	}

	private static long millis(long nanos) {
		return Duration.ofNanos(nanos).toMillis();
	}

	/**
	 * Time that passes only where somebody waits.
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
