package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
	private long now = -500_000_000_000L;

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

	@Test
	void exemptsATargetThatRespondsOnceAfterALongTime() {
		PileUp pileUp = new PileUp(100);
		pileUp.rejectedIn(Duration.ofMillis(1500), true);
		this.now += Duration.ofMinutes(1).toNanos();
		new PileUp(1).rejectedIn(Duration.ofSeconds(1), true);
		assertThat(pileUp.rejectedIn(Duration.ofNanos(TIMEOUT * 5 / 4), false)).isZero();
	}

	@Test
	void waitsAnewWhenNoEarlierAttemptIsLeft() {
		PileUp pileUp = new PileUp(100);
		pileUp.rejectedIn(Duration.ofSeconds(5), true);
		pileUp.rejectedIn(Duration.ofNanos(TIMEOUT), false);
		pileUp.inFlight = 0;
		assertThat(new PileUp(300).rejectedIn(Duration.ofMillis(780), false)).isZero();
	}

	@Test
	void reportsForHowLongTheTargetHasNotResponded(CapturedOutput output) {
		PileUp pileUp = new PileUp(100);
		pileUp.rejectedIn(Duration.ofSeconds(5), true);
		assertThat(pileUp.rejectedIn(Duration.ofNanos(TIMEOUT), false)).isZero();
		assertThat(pileUp.rejectedIn(Duration.ofMillis(20), false)).isPositive();
		assertThat(output).containsPattern("8[01] are in flight, and it has not responded for 8[01]0 ms");
	}

	@Test
	void followsAChangedAttemptTimeout() {
		PileUp pileUp = new PileUp(100);
		pileUp.rejectedIn(Duration.ofSeconds(5), true);
		this.limit.changeTimeout(2 * TIMEOUT);
		assertThat(pileUp.rejectedIn(Duration.ofNanos(TIMEOUT * 19 / 10), false)).isZero();
		assertThat(pileUp.rejectedIn(Duration.ofNanos(TIMEOUT), false)).isPositive();
	}

	@ParameterizedTest
	@CsvSource({ "4, 0", "5, 5" })
	void knowsARateFromAFewResponsesPerSecondOn(int responses, int perSecond) {
		Responses target = new Responses(TIMEOUT);
		target.respond(Duration.ZERO);
		for (int i = 0; i < responses; i++) {
			target.respond(Duration.ofSeconds(1).dividedBy(responses));
		}
		assertThat(target.perSecondAfter(Duration.ZERO)).isEqualTo(perSecond);
		assertThat(target.perSecondAfter(Duration.ofMillis(9999))).isEqualTo(perSecond);
		assertThat(target.perSecondAfter(Duration.ofSeconds(10))).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "4, 0", "5, 6.25" })
	void usesTheCurrentRateUntilTheFirstSecondIsOver(int responses, double perSecond) {
		Responses target = new Responses(TIMEOUT);
		target.respond(Duration.ZERO);
		for (int i = 0; i < responses; i++) {
			target.respond(Duration.ofMillis(10));
		}
		assertThat(target.perSecondAfter(Duration.ZERO)).isEqualTo(perSecond);
	}

	@Test
	void remembersTheRateForAsLongAsSlowAttemptsMayBeSilent() {
		long timeout = Duration.ofSeconds(60).toNanos();
		Responses target = new Responses(timeout);
		for (int i = 0; i < 61; i++) {
			target.respond(Duration.ofSeconds(1));
		}
		assertThat(target.perSecondAfter(Duration.ofSeconds(119))).isEqualTo(1);
		assertThat(target.perSecondAfter(Duration.ofMinutes(2))).isZero();
	}

	@Test
	void mayExistOnlyAfterASilenceOrALateResponse() {
		Responses target = new Responses(TIMEOUT);
		assertThat(target.backlog.begin(this.now)).isFalse();
		assertThat(target.backlog.begin(this.now + TIMEOUT - 1)).isFalse();
		assertThat(target.backlog.begin(this.now + TIMEOUT)).isTrue();
		target.backlog.responded(TIMEOUT / 2 - 1, this.now + TIMEOUT);
		assertThat(target.backlog.begin(this.now + TIMEOUT)).isFalse();
		target.backlog.responded(TIMEOUT / 2, this.now + TIMEOUT);
		assertThat(target.backlog.begin(this.now + TIMEOUT)).isTrue();
		assertThat(target.backlog.begin(this.now + TIMEOUT)).isTrue();
	}

	/**
	 * Responses of a target, without a {@link ConcurrencyLimit}.
	 */
	private final class Responses {

		private final LongAdder number = new LongAdder();

		private final Backlog backlog;

		Responses(long timeout) {
			this.backlog = new Backlog("inventory", this.number, timeout);
		}

		void respond(Duration later) {
			BacklogTests.this.now += later.toNanos();
			this.number.increment();
			this.backlog.responded(5 * MS, BacklogTests.this.now);
		}

		double perSecondAfter(Duration time) {
			return this.backlog.recentPerNano(BacklogTests.this.now + time.toNanos()) * 1e9;
		}

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
