package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WarmUpTests {

	private final Duration responseTime = Duration.ofMillis(5);

	private final List<String> requested = new ArrayList<>();

	private final Time time = new Time();

	@Test
	void requestsAllPagesInTurn() {
		run(0);
		assertThat(this.requested).hasSize(60).startsWith("/checkout/1", "/checkout/1", "/home", "/best-sellers");
		assertThat(this.time.nanos()).isEqualTo(this.responseTime.multipliedBy(60).toNanos());
	}

	@Test
	void ignoresFailuresAtFirst() {
		run(50);
		assertThat(this.requested).hasSize(60);
	}

	@Test
	void goesOnUntilTenRequestsInARowSucceed() {
		run(80);
		assertThat(this.requested).hasSize(90);
	}

	@Test
	void givesUpAfterTwentySecondsWithoutAFailure() {
		run(Integer.MAX_VALUE);
		assertThat(this.requested).hasSizeBetween(60, 200);
		assertThat(Duration.ofNanos(this.time.nanos())).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
	}

	private void run(int failures) {
		new WarmUp(this.time, (path) -> {
			this.requested.add(path);
			this.time.awaitUntil(this.time.nanos() + this.responseTime.toNanos());
			return this.requested.size() > failures;
		}).run();
	}

	/**
	 * Time that passes only while somebody waits.
	 */
	private static final class Time implements Pace {

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
