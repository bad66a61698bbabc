package io.github.resiliencestarter.guard;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConcurrencyLimit}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConcurrencyLimitTests {

	private static final long TIMEOUT = Duration.ofMillis(800).toNanos();

	private static final long MS = 1_000_000;

	private static final int MAX = 50;

	private final ConcurrencyLimit limit = new ConcurrencyLimit("inventory", TIMEOUT);

	// Where a real nano clock may be: negative
	private long now = -5_000_000_000L;

	@Test
	void thereIsNoneWhileAllGoesWell() {
		answers(1_000, 10);
		assertThat(this.limit.isInForce()).isFalse();
		assertThat(this.limit.allows(1_000_000, false, this.now)).isTrue();
	}

	@Test
	void slowAnswersAloneBringNone() {
		answers(1_000, 790);
		assertThat(this.limit.isInForce()).isFalse();
	}

	@Test
	void comesWhenHalfOfTheAttemptsTimeOut(CapturedOutput output) {
		overload();
		assertThat(this.limit.isInForce()).isTrue();
		assertThat(output)
			.contains("Limiting calls to 'inventory' to 16 in flight: of the last 10 attempts 6 timed out");
	}

	@Test
	void isWhatTheAnswersInTimeMakeOfHalfTheTimeout() {
		overload();
		// 4 in the 100 ms after the first time out, for 400 ms
		assertThat(limit()).isEqualTo(16);
	}

	@Test
	void startsFromTheRateBeforeTheOverload() {
		answers(400, 10);
		overload();
		// 100/s for 400 ms
		assertThat(limit()).isEqualTo(40);
	}

	@Test
	void startsFromTheLeastWhereNoneIsAnsweredAnyMore() {
		answers(400, 10);
		this.now += TIMEOUT;
		collapse();
		assertThat(limit()).isEqualTo(ConcurrencyLimit.MIN);
	}

	@Test
	void comesWhenExactlyHalfTimeOut() {
		timeOut(0);
		for (int i = 0; i < ConcurrencyLimit.SAMPLES / 2; i++) {
			lateAnswer(20);
		}
		for (int i = 1; i < ConcurrencyLimit.SAMPLES / 2; i++) {
			assertThat(this.limit.isInForce()).isFalse();
			timeOut(20);
		}
		assertThat(this.limit.isInForce()).isTrue();
	}

	@Test
	void doesNotComeWhenFewerTimeOut() {
		for (int i = 0; i < 100; i++) {
			timeOut(10);
			answers(6, 10);
			timeOut(10);
			timeOut(10);
			timeOut(10);
		}
		assertThat(this.limit.isInForce()).isFalse();
	}

	@Test
	void doesNotComeWhileOtherResponsesAreQuick() {
		for (int i = 0; i < 100; i++) {
			timeOut(10);
			timeOut(10);
			answers(1, 10);
		}
		assertThat(this.limit.isInForce()).isFalse();
	}

	@Test
	void doesNotComeOfAFewAttempts() {
		for (int i = 0; i < ConcurrencyLimit.SAMPLES_WITHOUT_RESPONSE - 1; i++) {
			timeOut(150);
		}
		assertThat(this.limit.isInForce()).isFalse();
		timeOut(150);
		assertThat(this.limit.isInForce()).isTrue();
	}

	@Test
	void takesMoreAttemptsWhereThereIsAnAnswer() {
		timeOut(10);
		lateAnswer(10);
		for (int i = 0; i < ConcurrencyLimit.SAMPLES - 3; i++) {
			timeOut(20);
		}
		assertThat(this.limit.isInForce()).isFalse();
		timeOut(20);
		assertThat(this.limit.isInForce()).isTrue();
	}

	@Test
	void doesNotComeOfAMoment() {
		for (int i = 0; i < 1_000; i++) {
			timeOut(0);
		}
		assertThat(this.limit.isInForce()).isFalse();
	}

	@Test
	void doesNotComeOfTimeOutsThatAreFarApart() {
		for (int i = 0; i < 100; i++) {
			timeOut(700);
			answers(1, 101);
		}
		assertThat(this.limit.isInForce()).isFalse();
	}

	@Test
	void doesNotComeOfAttemptsThatADeadlineLeftLittleTime() {
		for (int i = 0; i < 100; i++) {
			this.now += 80 * MS;
			this.limit.ended(this.now - 399 * MS, 399 * MS, this.now, MAX);
		}
		assertThat(this.limit.isInForce()).isFalse();
		for (int i = 0; i < ConcurrencyLimit.SAMPLES; i++) {
			this.now += 80 * MS;
			this.limit.ended(this.now - 400 * MS, 400 * MS, this.now, MAX);
		}
		assertThat(this.limit.isInForce()).as("half of the timeout").isTrue();
	}

	@Test
	void leavesAFewAttemptsWhereNoneIsAnswered() {
		collapse();
		assertThat(limit()).isEqualTo(ConcurrencyLimit.MIN);
		for (int i = 0; i < 100; i++) {
			timeOut(900);
		}
		assertThat(limit()).isEqualTo(ConcurrencyLimit.MIN);
	}

	@Test
	void isNoneWhereTheBulkheadIsAsSmall() {
		for (int i = 0; i < 100; i++) {
			this.now += 80 * MS;
			this.limit.ended(this.now - TIMEOUT, TIMEOUT, this.now, ConcurrencyLimit.MIN);
			assertThat(this.limit.isInForce()).isFalse();
		}
	}

	@Test
	void growsByAQuarterWhileMostAnswersAreInTime() {
		overload();
		answers(ConcurrencyLimit.SAMPLES - 1, 10);
		answers(1, 100);
		assertThat(limit()).isEqualTo(20);
		answers(ConcurrencyLimit.SAMPLES, 399);
		assertThat(limit()).isEqualTo(25);
	}

	@Test
	void doublesWhileNothingQueues() {
		collapse();
		answers(ConcurrencyLimit.SAMPLES, 99);
		assertThat(limit()).isEqualTo(2 * ConcurrencyLimit.MIN);
		answers(ConcurrencyLimit.SAMPLES, 10);
		assertThat(limit()).isEqualTo(4 * ConcurrencyLimit.MIN);
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 100, 399 })
	void doesNotGrowWhileHalfOfItIsUnused(int millis) {
		overload();
		answersToCallers(8, 2 * ConcurrencyLimit.SAMPLES, millis);
		assertThat(limit()).isEqualTo(16);
		answersToCallers(9, ConcurrencyLimit.SAMPLES, millis);
		assertThat(limit()).isGreaterThan(16);
	}

	@Test
	void endsAfterAWhileInWhichHalfOfItIsUnused() {
		overload();
		answersToCallers(1, 999, 10);
		assertThat(this.limit.isInForce()).isTrue();
		answersToCallers(1, ConcurrencyLimit.SAMPLES, 10);
		assertThat(this.limit.isInForce()).isFalse();
	}

	@Test
	void growsFromTheLeastToo() {
		collapse();
		answers(ConcurrencyLimit.SAMPLES, 100);
		assertThat(limit()).isEqualTo(ConcurrencyLimit.MIN + 1);
	}

	@Test
	void growsWithCautionWhileAnswersAreSlow() {
		overload();
		answers(ConcurrencyLimit.SAMPLES, 400);
		assertThat(limit()).isEqualTo(17);
		this.now += TIMEOUT;
		int before = limit();
		for (int i = 0; i < 5; i++) {
			this.now += 50 * MS;
			this.limit.ended(this.now - 400 * MS, TIMEOUT, this.now, MAX);
		}
		assertThat(limit()).isEqualTo(before);
	}

	@Test
	void growsWithCautionWhileHalfOfTheAnswersAreSlow() {
		overload();
		answers(ConcurrencyLimit.SAMPLES / 2, 399);
		answers(ConcurrencyLimit.SAMPLES / 2, 400);
		assertThat(limit()).isEqualTo(17);
	}

	@Test
	void fallsAgainWhenHalfOfTheAttemptsTimeOut() {
		overload();
		this.now += TIMEOUT;
		for (int i = 0; i < ConcurrencyLimit.SAMPLES / 2; i++) {
			timeOut(10);
			answers(1, 50);
		}
		// 5 in 290 ms, for 400 ms
		assertThat(limit()).isEqualTo(6);
	}

	@Test
	void doesNotHearAttemptsFromBeforeItsLastStep() {
		overload();
		for (int i = 0; i < 100; i++) {
			this.now += MS;
			timeOut(0);
		}
		assertThat(limit()).isEqualTo(16);
	}

	@Test
	void endsWhenItIsNoLessThanTheBulkhead(CapturedOutput output) {
		overload();
		answers(5 * ConcurrencyLimit.SAMPLES, 100);
		assertThat(limit()).isEqualTo(47);
		assertThat(output).doesNotContain("No longer");
		answers(ConcurrencyLimit.SAMPLES, 10);
		assertThat(this.limit.isInForce()).isFalse();
		assertThat(output).containsOnlyOnce("No longer limiting calls to 'inventory'");
	}

	@Test
	void isForgottenAfterAWhileWithoutAttempts() {
		overload();
		assertThat(this.limit.allows(17, false, this.now + 9_999 * MS)).isFalse();
		assertThat(this.limit.allows(17, false, this.now + 10_000 * MS)).isTrue();
		assertThat(this.limit.isInForce()).isFalse();
	}

	@Test
	void isNotForgottenWhileAttemptsMayBeUnderWay() {
		long timeout = Duration.ofSeconds(60).toNanos();
		ConcurrencyLimit patient = new ConcurrencyLimit("reports", timeout);
		for (int i = 0; i < ConcurrencyLimit.SAMPLES; i++) {
			this.now += timeout / 50;
			patient.ended(this.now - timeout, timeout, this.now, MAX);
		}
		assertThat(patient.allows(MAX, false, this.now + timeout)).isFalse();
		assertThat(patient.allows(MAX, false, this.now + 2 * timeout)).isTrue();
	}

	@Test
	void isKeptForAsLongAsAttemptsWithAChangedTimeoutMayTake() {
		overload();
		long timeout = Duration.ofSeconds(60).toNanos();
		this.limit.changeTimeout(timeout);
		assertThat(this.limit.allows(17, false, this.now + 2 * timeout - 1)).isFalse();
		assertThat(this.limit.allows(17, false, this.now + 2 * timeout)).isTrue();
	}

	@Test
	void saysHowManyMayBeInFlight() {
		assertThat(this.limit.current(this.now)).isEqualTo(Double.POSITIVE_INFINITY);
		overload();
		assertThat(this.limit.current(this.now)).isEqualTo(16);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4 })
	void keepsAnOverloadedTargetAtWork(int callers) {
		SimulatedOverload overload = new SimulatedOverload(callers, true);
		assertThat(overload.goodput(240, 20)).isGreaterThan(68);
		// What waits is answered, and from then on everything
		overload.goodput(60, 2);
		assertThat(overload.goodput(60, 5)).isBetween(59.0, 61.0);
		assertThat(overload.refused()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
	void keepsATargetAtWorkThatIsCalledAtRandom(int seed) {
		assertThat(SimulatedOverload.atRandom(seed).goodput(240, 20)).isGreaterThanOrEqualTo(74);
	}

	@Test
	void withoutItAnOverloadedTargetAnswersNobody() {
		SimulatedOverload overload = new SimulatedOverload(2, false);
		assertThat(overload.goodput(240, 20)).isLessThan(5);
	}

	@ParameterizedTest
	@CsvSource({ "60,59", "90,72", "120,72" })
	void getsTheMostOutOfATarget(int rate, int atLeast) {
		assertThat(new SimulatedOverload(2, true).goodput(rate, 20)).isGreaterThan(atLeast);
	}

	/** 6 of 10 time out, over 100 ms. */
	private void overload() {
		answers(1, 10);
		timeOut(0);
		for (int i = 0; i < 4; i++) {
			lateAnswer(20);
			this.now += 5 * MS;
			timeOut(0);
		}
		assertThat(this.limit.isInForce()).isFalse();
		timeOut(0);
	}

	private void collapse() {
		for (int i = 0; i < ConcurrencyLimit.SAMPLES; i++) {
			timeOut(12);
		}
		this.now += TIMEOUT;
	}

	private int limit() {
		int underWay = 0;
		while (underWay < MAX && this.limit.allows(underWay + 1, false, this.now)) {
			underWay++;
		}
		return underWay;
	}

	private void answers(int number, long millis) {
		answersToCallers(MAX, number, millis);
	}

	private void answersToCallers(int callers, int number, long millis) {
		for (int i = 0; i < number; i++) {
			long start = this.now;
			this.limit.allows((int) Math.min(callers, this.limit.current(start)), false, start);
			this.now += millis * MS;
			this.limit.ended(start, TIMEOUT, this.now, MAX);
		}
	}

	private void lateAnswer(long millisLater) {
		this.now += millisLater * MS;
		this.limit.ended(this.now - TIMEOUT * 3 / 4, TIMEOUT, this.now, MAX);
	}

	private void timeOut(long millisLater) {
		this.now += millisLater * MS;
		this.limit.ended(this.now - TIMEOUT, TIMEOUT, this.now, MAX);
	}

}
