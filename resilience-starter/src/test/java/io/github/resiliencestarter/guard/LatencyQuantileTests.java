package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.stream.IntStream;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LatencyQuantile}.
 */
class LatencyQuantileTests {

	private final LatencyQuantile quantile = new LatencyQuantile(0.95);

	private void observe(int times, int millis) {
		IntStream.range(0, times).forEach((i) -> this.quantile.observe(Duration.ofMillis(millis).toNanos()));
	}

	private double millis() {
		return this.quantile.nanos() / 1e6;
	}

	@Test
	void isUnknownUntilTenResponsesAreExpectedToBeSlower() {
		observe(199, 10);
		assertThat(this.quantile.nanos()).isNegative();
		observe(LatencyQuantile.STEP, 10);
		assertThat(this.quantile.nanos()).isPositive();
	}

	@Test
	void isTheTimeThatAShareOfTheResponsesDoesNotExceed() {
		IntStream.range(0, 1000).forEach((i) -> observe(1, 1 + i % 100));
		assertThat(millis()).isGreaterThanOrEqualTo(95).isCloseTo(95, Percentage.withPercentage(12.5));
	}

	@Test
	void ignoresAFewSlowResponses() {
		IntStream.range(0, 1000).forEach((i) -> observe(1, (i % 50 == 0) ? 500 : 10));
		assertThat(millis()).isCloseTo(10, Percentage.withPercentage(12.5));
	}

	@Test
	void isNeverShorterThanAMillisecond() {
		observe(1000, 0);
		assertThat(this.quantile.nanos()).isEqualTo(Duration.ofMillis(1).toNanos());
	}

	@Test
	void followsTheTarget() {
		observe(5000, 10);
		observe(2000, 100);
		assertThat(millis()).isCloseTo(100, Percentage.withPercentage(12.5));
		observe(20_000, 10);
		assertThat(millis()).isCloseTo(10, Percentage.withPercentage(12.5));
	}

	@Test
	void staysWhereItIsIfSlowerRequestsAreCanceledThere() {
		IntStream.range(0, 1000).forEach((i) -> observe(1, 1 + i % 100));
		double before = millis();
		IntStream.range(0, 5000).forEach((i) -> observe(1, Math.min(1 + i % 100, (int) before + 1)));
		assertThat(millis()).isCloseTo(before, Percentage.withPercentage(13));
	}

	@Test
	void holdsTheLongestTimes() {
		observe(1000, Integer.MAX_VALUE);
		assertThat(millis()).isGreaterThan(300_000);
	}

}
