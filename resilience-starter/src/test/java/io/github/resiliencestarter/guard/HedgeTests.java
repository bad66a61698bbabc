package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Hedge}: when a second request may be sent, and what it costs.
 */
class HedgeTests {

	private final GuardFixture fixture = new GuardFixture();

	@BeforeEach
	void hedgeAfter80Milliseconds() {
		this.fixture.hedge = HedgeDelay.of("80ms");
	}

	/**
	 * Makes a call that takes the time after which requests are hedged.
	 */
	private void call(Guard guard, Consumer<Hedge> work) throws Exception {
		guard.call(new Call((attempt) -> {
			this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(80));
			work.accept(Objects.requireNonNull(attempt.hedge()));
		}));
	}

	private boolean isBegun(Guard guard) throws Exception {
		List<Attempt> begun = new ArrayList<>();
		call(guard, (hedge) -> {
			Attempt second = hedge.begin();
			if (second != null) {
				begun.add(second);
				hedge.end();
			}
		});
		return !begun.isEmpty();
	}

	private Bulkhead bulkhead() {
		return this.fixture.bulkheads.bulkhead(GuardFixture.TARGET);
	}

	@Test
	void isBegunWhenTheFirstRequestTakesTooLong() throws Exception {
		assertThat(isBegun(this.fixture.guard())).isTrue();
		assertThat(this.fixture.events).containsExactly("hedge SENT", "attempt 1 Success", "call SUCCESS 80");
	}

	@Test
	void hasTheTimeThatTheAttemptHasLeft() throws Exception {
		call(this.fixture.guard(), (hedge) -> {
			Attempt second = Objects.requireNonNull(hedge.begin());
			assertThat(second.limit()).isEqualTo(Duration.ofMillis(1920)).isEqualTo(hedge.timeLeft());
			assertThat(second.hedge()).isNull();
			hedge.end();
		});
	}

	@Test
	void doesNotExistWithoutHedging() throws Exception {
		this.fixture.hedge = HedgeDelay.NEVER;
		this.fixture.guard().call(new Call((attempt) -> assertThat(attempt.hedge()).isNull()));
	}

	@Test
	void doesNotExistForARetry() throws Exception {
		List<@Nullable Hedge> hedges = new ArrayList<>();
		this.fixture.guard().call(new Call((attempt) -> {
			hedges.add(attempt.hedge());
			if (attempt.number() == 1) {
				throw new IllegalStateException("failed");
			}
		}));
		assertThat(hedges).hasSize(2);
		assertThat(hedges.get(0)).isNotNull();
		assertThat(hedges.get(1)).isNull();
	}

	@Test
	void takesAPermissionOfTheBulkheadUntilItEnds() throws Exception {
		call(this.fixture.guard(), (hedge) -> {
			hedge.begin();
			assertThat(this.fixture.freeInBulkhead()).isZero();
			hedge.end();
			assertThat(this.fixture.freeInBulkhead()).isOne();
		});
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
	}

	@Test
	void isNotBegunWhileTheBulkheadIsFull() throws Exception {
		List<Object> rejected = new ArrayList<>();
		bulkhead().getEventPublisher().onCallRejected(rejected::add);
		bulkhead().acquirePermission();
		assertThat(isBegun(this.fixture.guard())).isFalse();
		assertThat(rejected).as("waits for no permission either").isEmpty();
		bulkhead().releasePermission();
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
	}

	@Test
	void takesRoomForARetryUntilItEnds() throws Exception {
		this.fixture.bulkheads.bulkhead(GuardFixture.TARGET,
				BulkheadConfig.custom().maxConcurrentCalls(RetryRoom.MIN + 2).build());
		List<Hedge> begun = new ArrayList<>();
		Guard guard = this.fixture.guard();
		call(guard, (hedge) -> {
			for (int i = 0; i < RetryRoom.MIN; i++) {
				assertThat(hedge.begin()).isNotNull();
				begun.add(hedge);
			}
			assertThat(hedge.begin()).isNull();
			begun.forEach(Hedge::end);
			assertThat(hedge.begin()).isNotNull();
			hedge.end();
		});
	}

	@Test
	void isNotBegunWithoutABudgetAndThenHoldsNoPermission() throws Exception {
		this.fixture.budget = new RetryBudgetSettings(0, 0, Duration.ofSeconds(10));
		assertThat(isBegun(this.fixture.guard())).isFalse();
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
	}

	@Test
	void spendsBudgetEvenIfItWins() throws Exception {
		Guard guard = this.fixture.guard();
		double before = guard.availableRetries();
		call(guard, (hedge) -> {
			hedge.won(Objects.requireNonNull(hedge.begin()));
			hedge.end();
		});
		assertThat(guard.availableRetries()).isEqualTo(before + 0.2 - 1);
		assertThat(this.fixture.events).contains("hedge SENT", "hedge WON");
	}

	@Test
	void isNotBegunWhileTheBreakerIsHalfOpen() throws Exception {
		this.fixture.breaker().transitionToOpenState();
		this.fixture.breaker().transitionToHalfOpenState();
		assertThat(isBegun(this.fixture.guard())).isFalse();
	}

	@Test
	void isBegunWithADisabledBreaker() throws Exception {
		this.fixture.breaker().transitionToDisabledState();
		assertThat(isBegun(this.fixture.guard())).isTrue();
	}

	@Test
	void isNotBegunWhileTheAdaptiveLimitIsInForce() throws Exception {
		this.fixture.bulkheads.replace(GuardFixture.TARGET, this.fixture.bulkheads.bulkhead("x", "roomy"));
		Guard guard = this.fixture.guard();
		assertThat(isBegun(guard)).isTrue();
		this.fixture.collapse(guard);
		assertThat(guard.concurrencyLimit()).isFinite();
		assertThat(isBegun(guard)).isFalse();
	}

	@Test
	void isNotBegunIfItsOwnDelayIsAllTheTimeThatIsLeft() throws Exception {
		call(this.fixture.guard(), (hedge) -> {
			this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(2000 - 80 - 80));
			assertThat(hedge.begin()).isNull();
		});
	}

	@Test
	void timeThatTheCallerTakesToReadItsResponseDoesNotCount() throws Exception {
		List<Long> durations = new ArrayList<>();
		this.fixture.breaker()
			.getEventPublisher()
			.onSuccess((event) -> durations.add(event.getElapsedDuration().toMillis()));
		call(this.fixture.guard(), (hedge) -> {
			Attempt second = Objects.requireNonNull(hedge.begin());
			this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(20));
			second.pause();
			hedge.won(second);
			hedge.end();
			this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(500));
		});
		assertThat(durations).containsExactly(100L);
	}

	@Test
	void followsTheResponseTimesIfTheDelayIsAPercentile() throws Exception {
		this.fixture.hedge = HedgeDelay.of("p50");
		Guard guard = this.fixture.guard();
		for (int i : IntStream.range(0, 100).toArray()) {
			call(guard, (hedge) -> {
				assertThat(hedge.delay() == null).isEqualTo(i < LatencyQuantile.STEP);
				hedge.observe(true);
			});
		}
		call(guard, (hedge) -> assertThat(hedge.delay()).isBetween(Duration.ofMillis(80), Duration.ofMillis(91)));
	}

	@Test
	void quickFailuresDoNotMakeTheDelayShorter() throws Exception {
		this.fixture.hedge = HedgeDelay.of("p50");
		Guard guard = this.fixture.guard();
		for (int i = 0; i < 100; i++) {
			call(guard, (hedge) -> hedge.observe(true));
			guard.call(new Call((attempt) -> Objects.requireNonNull(attempt.hedge()).observe(false)));
		}
		call(guard, (hedge) -> assertThat(hedge.delay()).isBetween(Duration.ofMillis(80), Duration.ofMillis(91)));
	}

	@Test
	void failuresThatTakeLongerThanTheDelayMakeItLonger() throws Exception {
		this.fixture.hedge = HedgeDelay.of("p50");
		Guard guard = this.fixture.guard();
		for (int i = 0; i < 100; i++) {
			call(guard, (hedge) -> hedge.observe(true));
		}
		for (int i = 0; i < 500; i++) {
			call(guard, (hedge) -> {
				this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(120));
				hedge.observe(false);
			});
		}
		call(guard, (hedge) -> assertThat(hedge.delay()).isBetween(Duration.ofMillis(200), Duration.ofMillis(226)));
	}

	@Test
	void failuresSayNothingWhileThereIsNoDelay() throws Exception {
		this.fixture.hedge = HedgeDelay.of("p50");
		Guard guard = this.fixture.guard();
		for (int i = 0; i < 100; i++) {
			call(guard, (hedge) -> hedge.observe(false));
		}
		call(guard, (hedge) -> assertThat(hedge.delay()).isNull());
	}

	@Test
	void keepsItsObservationsWhenOtherSettingsChange() throws Exception {
		this.fixture.hedge = HedgeDelay.of("p50");
		Guard guard = this.fixture.guard();
		for (int i = 0; i < 100; i++) {
			call(guard, (hedge) -> hedge.observe(true));
		}
		guard.change(guard.settings().withTimeout(Duration.ofSeconds(20)));
		call(guard, (hedge) -> assertThat(hedge.delay()).isNotNull());
		guard.change(guard.settings().withHedge(HedgeDelay.of("p60")));
		call(guard, (hedge) -> assertThat(hedge.delay()).isNull());
		guard.change(guard.settings().withHedge(HedgeDelay.NEVER));
		guard.call(new Call((attempt) -> assertThat(attempt.hedge()).isNull()));
	}

	private record Call(Consumer<Attempt> work) implements BlockingCall<String> {

		@Override
		public String attempt(Attempt attempt) {
			this.work.accept(attempt);
			return "ok";
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			return new Outcome.Failure(error, true, null);
		}

	}

}
