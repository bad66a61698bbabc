package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryBudget}.
 */
class RetryBudgetTests {

	private static final Duration WINDOW = Duration.ofSeconds(10);

	// Where a real nano clock may be: negative
	private static final long START = -5_000_000_000L;

	@Test
	void allowsAFifthOfTheCallsAsRetries() {
		RetryBudget budget = new RetryBudget(new RetryBudgetSettings(0.2, 0, WINDOW), START);
		for (int i = 0; i < 100; i++) {
			budget.deposit(START);
		}
		assertThat(withdrawals(budget, START)).isEqualTo(20);
	}

	@Test
	void getsBackWhatARetryThatSucceedsHasTakenOut() {
		RetryBudget budget = new RetryBudget(new RetryBudgetSettings(0.2, 0, WINDOW), START);
		for (int i = 0; i < 10; i++) {
			budget.deposit(START);
		}
		for (int i = 0; i < 100; i++) {
			assertThat(budget.tryWithdraw(START)).isTrue();
			budget.giveBack(START);
		}
		assertThat(withdrawals(budget, START)).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 30, 100 })
	void sufficesForATargetThatFailsAThirdOfTheCalls(int rate) {
		RetryBudget budget = new RetryBudget(new RetryBudgetSettings(0.2, 1, WINDOW), START);
		Random random = new Random(7);
		int rejected = 0;
		for (int call = 0; call < 60 * rate; call++) {
			long now = START + call * Duration.ofSeconds(1).toNanos() / rate;
			budget.deposit(now);
			boolean failed = random.nextInt(100) < 30;
			for (int retry = 0; failed && retry < 2; retry++) {
				if (!budget.tryWithdraw(now)) {
					rejected++;
					break;
				}
				failed = random.nextInt(100) < 30;
				if (!failed) {
					budget.giveBack(now);
				}
			}
		}
		assertThat(rejected).isZero();
	}

	@Test
	void allowsAFifthMoreAttemptsAndTheFloorWhereAllFail() {
		RetryBudget budget = new RetryBudget(new RetryBudgetSettings(0.2, 1, WINDOW), START);
		int retries = 0;
		for (int call = 0; call < 6_000; call++) {
			long now = START + call * Duration.ofMillis(10).toNanos();
			budget.deposit(now);
			retries += budget.tryWithdraw(now) ? 1 : 0;
			retries += budget.tryWithdraw(now) ? 1 : 0;
		}
		assertThat(retries).isLessThan(6_000 * 22 / 100);
	}

	@Test
	void allowsTheFloorWithoutAnyCalls() {
		RetryBudget budget = new RetryBudget(new RetryBudgetSettings(0.2, 3, WINDOW), START);
		assertThat(withdrawals(budget, START)).isEqualTo(30);
		assertThat(budget.available(START)).isZero();
	}

	@Test
	void refillsTheFloorWhenTheWindowHasPassed() {
		RetryBudget budget = new RetryBudget(new RetryBudgetSettings(0.2, 3, WINDOW), START);
		withdrawals(budget, START);
		long later = START + WINDOW.toNanos();
		assertThat(withdrawals(budget, later - 1)).isZero();
		assertThat(withdrawals(budget, later)).isEqualTo(30);
	}

	@Test
	void forgetsCallsAfterTheWindow() {
		RetryBudget budget = new RetryBudget(new RetryBudgetSettings(0.2, 0, WINDOW), START);
		for (int i = 0; i < 100; i++) {
			budget.deposit(START);
		}
		assertThat(budget.available(START + WINDOW.toNanos() - 1)).isEqualTo(20);
		assertThat(budget.available(START + WINDOW.toNanos())).isZero();
	}

	@Test
	void forgetsCallsAfterALongSilence() {
		RetryBudget budget = new RetryBudget(new RetryBudgetSettings(0.2, 0, WINDOW), START);
		budget.deposit(START);
		assertThat(budget.available(START + Duration.ofDays(100).toNanos())).isZero();
	}

	@Test
	void keepsRetriesToAFifthOverTimeWhenEveryCallFails() {
		RetryBudget budget = new RetryBudget(new RetryBudgetSettings(0.2, 0, WINDOW), START);
		int retries = 0;
		for (int i = 0; i < 10_000; i++) {
			long now = START + Duration.ofMillis(10).multipliedBy(i).toNanos();
			budget.deposit(now);
			if (budget.tryWithdraw(now)) {
				retries++;
			}
		}
		assertThat(retries).isBetween(1_900, 2_100);
	}

	@Test
	void neverGivesMoreThanItHasToManyThreads() throws Exception {
		RetryBudget budget = new RetryBudget(new RetryBudgetSettings(0.2, 100, WINDOW), START);
		AtomicInteger withdrawals = new AtomicInteger();
		ExecutorService executor = Executors.newFixedThreadPool(8);
		for (int i = 0; i < 8; i++) {
			executor.execute(() -> withdrawals.addAndGet(withdrawals(budget, START)));
		}
		executor.shutdown();
		assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(withdrawals).hasValueLessThanOrEqualTo(1_000).hasValueGreaterThan(980);
	}

	private static int withdrawals(RetryBudget budget, long now) {
		int withdrawals = 0;
		while (budget.tryWithdraw(now)) {
			withdrawals++;
		}
		return withdrawals;
	}

}
