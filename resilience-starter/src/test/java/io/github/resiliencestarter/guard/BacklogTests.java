package io.github.resiliencestarter.guard;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Backlog} within a {@link ConcurrencyLimit}.
 */
@ExtendWith(OutputCaptureExtension.class)
class BacklogTests {

	private static final long TIMEOUT = Duration.ofMillis(800).toNanos();

	private static final long MS = 1_000_000;

	private static final int MAX = 50;

	private final ConcurrencyLimit limit = new ConcurrencyLimit("inventory", TIMEOUT);

	// Where a real nano clock may be: negative
	private long now = -5_000_000_000L;

	@ParameterizedTest
	@ValueSource(ints = { 60, 100, 300 })
	void holdsBackCallsThatPileUpFromTheFirstTimeoutOn(int rate, CapturedOutput output) {
		PileUp pileUp = new PileUp(rate);
		assertThat(pileUp.rejectedIn(Duration.ofSeconds(5), true)).isZero();
		// A silence within the attempt timeout may be a pause
		int rejected = pileUp.rejectedIn(Duration.ofNanos(TIMEOUT * 5 / 4), false);
		assertThat(pileUp.inFlight).isLessThanOrEqualTo(rate * 8 / 10 + 2);
		assertThat(rejected).isGreaterThanOrEqualTo(rate * 2 / 10 - 3);
		assertThat(output).containsOnlyOnce("Holding back calls to 'inventory': ");
		pileUp.respond();
		assertThat(pileUp.rejectedIn(Duration.ofSeconds(5), true)).isZero();
		assertThat(output).containsOnlyOnce("No longer holding back calls to 'inventory'");
	}

	@ParameterizedTest
	@ValueSource(ints = { 20, 100 })
	void holdsBackRetriesOfASilentTarget(int rate) {
		PileUp pileUp = new PileUp(rate);
		pileUp.rejectedIn(Duration.ofSeconds(5), true);
		pileUp.rejectedIn(Duration.ofNanos(TIMEOUT), false);
		assertThat(this.limit.allows(Backlog.MIN_FOR_RETRIES + 1, true, this.now)).isFalse();
		assertThat(this.limit.allows(Backlog.MIN_FOR_RETRIES + 1, false, this.now)).isTrue();
		assertThat(this.limit.allows(Backlog.MIN_FOR_RETRIES, true, this.now)).isTrue();
		pileUp.respond();
		assertThat(this.limit.allows(Backlog.MIN_FOR_RETRIES + 1, true, this.now)).isTrue();
	}

	@Test
	void holdsBackNoRetryWithinTheAttemptTimeout() {
		PileUp pileUp = new PileUp(100);
		pileUp.rejectedIn(Duration.ofSeconds(5), true);
		pileUp.rejectedIn(Duration.ofMillis(780), false);
		assertThat(this.limit.allows(Backlog.MIN_FOR_RETRIES + 1, true, this.now)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 5, 20, 38 })
	void holdsBackNoneOfAFewCalls(int rate) {
		PileUp pileUp = new PileUp(rate);
		assertThat(pileUp.rejectedIn(Duration.ofSeconds(5), true)).isZero();
		assertThat(pileUp.rejectedIn(Duration.ofNanos(TIMEOUT), false)).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 30, 100, 300 })
	void holdsNobodyBackForAPause(int rate) {
		PileUp pileUp = new PileUp(rate);
		pileUp.rejectedIn(Duration.ofSeconds(5), true);
		assertThat(pileUp.rejectedIn(Duration.ofMillis(780), false)).isZero();
		pileUp.respond();
		assertThat(pileUp.rejectedIn(Duration.ofSeconds(5), true)).isZero();
	}

	@Test
	void holdsNobodyBackFromATargetThatHasNotRespondedYet() {
		assertThat(new PileUp(50).rejectedIn(Duration.ofNanos(TIMEOUT), false)).isZero();
	}

	@Test
	void holdsNobodyBackAfterALongTimeWithoutCalls() {
		PileUp pileUp = new PileUp(100);
		pileUp.rejectedIn(Duration.ofSeconds(5), true);
		pileUp.inFlight = 0;
		this.now += Duration.ofMinutes(1).toNanos();
		assertThat(pileUp.rejectedIn(Duration.ofMillis(780), false)).isZero();
	}

	/**
	 * Callers at even distances, of a target that responds at once or not at all.
	 */
	private final class PileUp {

		private final long distance;

		private int inFlight;

		PileUp(int rate) {
			this.distance = Duration.ofSeconds(1).toNanos() / rate;
		}

		int rejectedIn(Duration time, boolean responding) {
			int rejected = 0;
			for (long left = time.toNanos(); left > 0; left -= this.distance) {
				ConcurrencyLimit limit = BacklogTests.this.limit;
				long begin = BacklogTests.this.now;
				if (limit.mayReject(begin) && !limit.allows(this.inFlight + 1, false, begin)) {
					rejected++;
				}
				else if (responding) {
					limit.ended(begin, TIMEOUT, begin + 5 * MS, MAX);
				}
				else {
					this.inFlight++;
				}
				BacklogTests.this.now += this.distance;
			}
			return rejected;
		}

		void respond() {
			while (this.inFlight > 0) {
				this.inFlight--;
				long now = BacklogTests.this.now;
				BacklogTests.this.limit.ended(now - TIMEOUT / 2, TIMEOUT, now, MAX);
			}
		}

	}

}
