package io.github.resiliencestarter.guard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.TestEngines;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Guard of the target "inventory" on virtual time: three attempts, 100 ms apart, each at
 * most 2 s, all of them at most 10 s; a breaker that opens at the fourth failure of four;
 * two calls at a time.
 */
class GuardFixture {

	static final String TARGET = "inventory";

	final VirtualTimeScheduler scheduler = started();

	final List<String> events = new ArrayList<>();

	final RetryRegistry retries = RetryRegistry
		.of(RetryConfig.custom().maxAttempts(3).intervalFunction(IntervalFunction.of(100)).build());

	final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(breakerConfig().slidingWindowSize(4)
		.minimumNumberOfCalls(4)
		.waitDurationInOpenState(Duration.ofSeconds(30))
		.build());

	final BulkheadRegistry bulkheads = BulkheadRegistry
		.of(Map.of("default", BulkheadConfig.custom().maxConcurrentCalls(2).build(), "roomy",
				BulkheadConfig.custom().maxConcurrentCalls(20).build()));

	final Engines engines = TestEngines.of(this.retries, this.breakers, this.bulkheads);

	RetryBudgetSettings budget = new RetryBudgetSettings(0.2, 10, Duration.ofSeconds(10));

	boolean adaptiveLimit = true;

	HedgeDelay hedge = HedgeDelay.NEVER;

	GuardListener listener = new RecordingListener();

	// Not at zero, where a sum and a difference are the same
	private static VirtualTimeScheduler started() {
		VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
		scheduler.advanceTimeBy(Duration.ofHours(1));
		return scheduler;
	}

	Guard guard() {
		GuardSettings settings = new GuardSettings(true, Duration.ofSeconds(10), Duration.ofSeconds(2),
				this.adaptiveLimit, this.budget, this.hedge);
		GuardTime time = new GuardTime(this::nanos, this.scheduler::advanceTimeBy, () -> this.scheduler);
		return new Guard(TARGET, settings, this.engines, new GuardListeners(List.of(this.listener)), time);
	}

	/**
	 * Let attempts time out until the guard lets as few through as it ever does.
	 */
	void collapse(Guard guard) {
		ConcurrencyLimit limit = Objects.requireNonNull(guard.limit());
		long timeout = guard.settings().attemptTimeout().toNanos();
		for (int i = 0; i < ConcurrencyLimit.SAMPLES; i++) {
			this.scheduler.advanceTimeBy(Duration.ofNanos(timeout / 20));
			limit.ended(nanos() - timeout, timeout, nanos(), 20);
		}
	}

	CircuitBreakerConfig.Builder breakerConfig() {
		return CircuitBreakerConfig.custom().clock(new SchedulerClock(this.scheduler));
	}

	long nanos() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

	CircuitBreaker breaker() {
		return this.breakers.circuitBreaker(TARGET);
	}

	int freeInBulkhead() {
		return this.bulkheads.bulkhead(TARGET).getMetrics().getAvailableConcurrentCalls();
	}

	private final class RecordingListener implements GuardListener {

		@Override
		public void onAttempt(String target, int number, Outcome outcome) {
			GuardFixture.this.events.add("attempt " + number + " " + outcome.getClass().getSimpleName());
		}

		@Override
		public void onRejected(String target, RejectionReason reason) {
			GuardFixture.this.events.add("rejected " + reason);
		}

		@Override
		public void onHedge(String target, HedgeResult result) {
			GuardFixture.this.events.add("hedge " + result);
		}

		@Override
		public void onCall(String target, CallResult result, Duration duration) {
			GuardFixture.this.events.add("call " + result + " " + duration.toMillis());
		}

	}

	/**
	 * Clock of a scheduler.
	 */
	private static final class SchedulerClock extends Clock {

		private final Scheduler scheduler;

		SchedulerClock(Scheduler scheduler) {
			this.scheduler = scheduler;
		}

		@Override
		public Instant instant() {
			return Instant.ofEpochMilli(this.scheduler.now(TimeUnit.MILLISECONDS));
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
