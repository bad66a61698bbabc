package io.github.resiliencestarter.guard;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Attempt}.
 */
class AttemptTests {

	// Where a real nano clock may be: negative
	private long now = -5_000_000_000L;

	private final Attempt attempt = attempt(2000);

	private Attempt attempt(long millis) {
		return new Attempt(1, this.now, TimeUnit.MILLISECONDS.toNanos(millis), () -> this.now) {
		};
	}

	private void pass(long millis) {
		this.now += TimeUnit.MILLISECONDS.toNanos(millis);
	}

	@Test
	void pausesDoNotCount() {
		pass(100);
		assertThat(this.attempt.isPaused()).isFalse();
		this.attempt.pause();
		pass(1000);
		this.attempt.pause();
		pass(1000);
		assertThat(this.attempt.isPaused()).isTrue();
		assertThat(this.attempt.timeLeft()).hasMillis(1900);
		this.attempt.resume();
		pass(200);
		this.attempt.resume();
		pass(200);
		assertThat(this.attempt.isPaused()).isFalse();
		assertThat(this.attempt.timeLeft()).hasMillis(1500);
		this.attempt.pause();
		pass(5000);
		this.attempt.resume();
		pass(1400);
		assertThat(this.attempt.timeLeft()).hasMillis(100);
		pass(5000);
		assertThat(this.attempt.timeLeft()).isZero();
	}

	@Test
	void resumesWithoutAPause() {
		this.attempt.resume();
		pass(100);
		assertThat(this.attempt.isPaused()).isFalse();
		assertThat(this.attempt.timeLeft()).hasMillis(1900);
	}

	@ParameterizedTest
	@CsvSource({ "2000, 1950", "500, 450", "200, 180" })
	void callsWithinEndALittleEarlier(long limit, long left) {
		assertThat(attempt(limit).deadlineOfCallsWithin().timeLeft()).hasMillis(left);
	}

}
