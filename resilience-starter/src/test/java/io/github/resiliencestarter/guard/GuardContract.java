package io.github.resiliencestarter.guard;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Contract of a guard, for blocking and reactive calls: deadline( retry + budget(
 * breaker( bulkhead( attempt )))).
 */
abstract class GuardContract {

	final GuardFixture fixture = new GuardFixture();

	final Script script = new Script();

	/**
	 * Make the scripted call and wait, in virtual time, for its end.
	 */
	abstract String call(Guard guard) throws Exception;

	/**
	 * Make the scripted call under a deadline.
	 */
	abstract String call(Guard guard, Duration timeLeft) throws Exception;

	/**
	 * Make the scripted call from within these instances.
	 */
	abstract String call(Guard guard, Enclosing enclosing) throws Throwable;

	@Test
	void givesTheResultOfTheFirstAttemptWhenItSucceeds() throws Exception {
		this.script.succeed("a");
		assertThat(call(this.fixture.guard())).isEqualTo("a");
		assertThat(this.fixture.events).containsExactly("attempt 1 Success", "call SUCCESS 0");
		assertThat(this.fixture.breaker().getMetrics().getNumberOfSuccessfulCalls()).isOne();
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
		assertThat(this.fixture.retries.retry(GuardFixture.TARGET)
			.getMetrics()
			.getNumberOfSuccessfulCallsWithoutRetryAttempt()).isOne();
	}

	@Test
	void triesAgainAfterTheBackoffAndCountsEachAttemptInTheBreaker() throws Exception {
		this.script.fail().fail().succeed("a");
		assertThat(call(this.fixture.guard())).isEqualTo("a");
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "attempt 2 Failure", "attempt 3 Success",
				"call SUCCESS 200");
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(2);
		assertThat(this.fixture.breaker().getMetrics().getNumberOfSuccessfulCalls()).isOne();
		assertThat(this.fixture.retries.retry(GuardFixture.TARGET)
			.getMetrics()
			.getNumberOfSuccessfulCallsWithRetryAttempt()).isOne();
	}

	@Test
	void throwsTheLastFailureWhenAllAttemptsAreUsedUp() {
		this.script.fail().fail().fail().succeed("never");
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard())).withMessage("failed 3");
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "attempt 2 Failure", "attempt 3 Failure",
				"call ERROR 200");
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
	}

	@Test
	void givesTheLastBadResultAsItIsAndDiscardsThoseBefore() throws Exception {
		this.script.succeed("bad 1").succeed("bad 2").succeed("bad 3");
		assertThat(call(this.fixture.guard())).isEqualTo("bad 3");
		assertThat(this.script.discarded).containsExactly("bad 1", "bad 2");
		assertThat(this.fixture.events).endsWith("call ERROR 200");
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
	}

	@Test
	void doesNotRepeatWhatCouldDoHarm() {
		this.script.repeatable = false;
		this.script.fail().succeed("never");
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard()));
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "call ERROR 0");
	}

	@Test
	void doesNotCountOrRepeatWhatIsTheCallersOwnFault() {
		this.script.then((attempt) -> {
			throw new IllegalArgumentException("own");
		});
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> call(this.fixture.guard()));
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
		assertThat(this.fixture.events).containsExactly("attempt 1 Unrelated", "call ERROR 0");
	}

	@Test
	void repeatsWhatWasThrottledWithoutCountingItAgainstTheTarget() throws Exception {
		this.script.notBefore = Duration.ofSeconds(3);
		this.script.succeed("throttled").succeed("a");
		assertThat(call(this.fixture.guard())).isEqualTo("a");
		assertThat(this.fixture.events).containsExactly("attempt 1 Throttled", "attempt 2 Success",
				"call SUCCESS 3000");
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@Test
	void waitsAsLongAsTheTargetAsks() throws Exception {
		this.script.notBefore = Duration.ofSeconds(2);
		this.script.fail().succeed("a");
		assertThat(call(this.fixture.guard())).isEqualTo("a");
		assertThat(this.fixture.events).endsWith("call SUCCESS 2000");
	}

	@Test
	void doesNotTryAgainWhenTheTargetAsksForMoreTimeThanThereIs() {
		this.script.notBefore = Duration.ofSeconds(10);
		this.script.fail().succeed("never");
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard())).withMessage("failed 1");
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "rejected DEADLINE", "call ERROR 0");
	}

	@Test
	void doesNotTryAgainWhenTheTargetAsksForAnAbsurdTime() {
		this.script.notBefore = Duration.ofSeconds(Long.MAX_VALUE);
		this.script.fail().succeed("never");
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard())).withMessage("failed 1");
	}

	@Test
	void refusesWithoutAnAttemptWhenTheDeadlineIsOver() {
		this.script.succeed("never");
		assertThatExceptionOfType(CallRejectedException.class)
			.isThrownBy(() -> call(this.fixture.guard(), Duration.ZERO))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(RejectionReason.DEADLINE));
		assertThat(this.fixture.events).containsExactly("rejected DEADLINE", "call REJECTED 0");
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@Test
	void saysThatTheDeadlineIsOverWhenTheLastAttemptHasUsedItUp() {
		this.script.then((attempt) -> {
			this.fixture.scheduler.advanceTimeBy(attempt.timeLeft());
			throw new IOException("timed out");
		});
		assertThatExceptionOfType(CallRejectedException.class)
			.isThrownBy(() -> call(this.fixture.guard(), Duration.ofSeconds(1)))
			.withCauseInstanceOf(IOException.class)
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(RejectionReason.DEADLINE));
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isOne();
	}

	@Test
	void limitsAnAttemptToItsOwnTimeAndToWhatTheDeadlineLeaves() throws Exception {
		List<Duration> limits = new ArrayList<>();
		this.script.then((attempt) -> {
			limits.add(attempt.limit());
			this.fixture.scheduler.advanceTimeBy(Duration.ofSeconds(2));
			throw new IOException("timed out");
		}).then((attempt) -> {
			limits.add(attempt.timeLeft());
			return "a";
		});
		call(this.fixture.guard(), Duration.ofSeconds(3));
		assertThat(limits).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(900));
	}

	@Test
	void refusesWhileTheBreakerIsOpenAndSaysUntilWhen() {
		Guard guard = this.fixture.guard();
		this.fixture.breaker().transitionToOpenState();
		assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> call(guard)).satisfies((ex) -> {
			assertThat(ex.getTarget()).isEqualTo(GuardFixture.TARGET);
			assertThat(ex.getReason()).isEqualTo(RejectionReason.BREAKER);
			assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(30));
		});
		this.fixture.scheduler.advanceTimeBy(Duration.ofSeconds(12));
		assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> call(guard))
			.satisfies((ex) -> assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(18)));
	}

	@Test
	void saysUntilWhenAfterFailedProbesHaveMadeTheWaitLonger() {
		this.fixture.breakers.circuitBreaker(GuardFixture.TARGET,
				this.fixture.breakerConfig()
					.waitIntervalFunctionInOpenState(
							IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(5), 2, Duration.ofSeconds(30)))
					.build());
		Guard guard = this.fixture.guard();
		CircuitBreaker breaker = this.fixture.breaker();
		for (int seconds : new int[] { 5, 10, 20, 30 }) {
			breaker.transitionToOpenState();
			this.fixture.scheduler.advanceTimeBy(Duration.ofSeconds(1));
			assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> call(guard))
				.satisfies((ex) -> assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(seconds - 1)));
			breaker.transitionToHalfOpenState();
		}
		breaker.transitionToClosedState();
		breaker.transitionToOpenState();
		assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> call(guard))
			.satisfies((ex) -> assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(5)));
	}

	@Test
	void countsAThrottledResponseNeitherAsSuccessNorAsFailureOfAProbe() throws Exception {
		Guard guard = this.fixture.guard();
		this.fixture.breaker().transitionToOpenState();
		this.fixture.breaker().transitionToHalfOpenState();
		for (int i = 0; i < 20; i++) {
			this.script.succeed("throttled");
			assertThat(call(guard)).isEqualTo("throttled");
		}
		assertThat(this.fixture.breaker().getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@Test
	void doesNotTryAgainOnceTheBreakerHasOpenedAndKeepsTheFailureAsCause() throws Exception {
		this.fixture.breakers.circuitBreaker(GuardFixture.TARGET,
				this.fixture.breakerConfig().slidingWindowSize(2).minimumNumberOfCalls(2).build());
		this.script.fail().fail().succeed("never");
		assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> call(this.fixture.guard()))
			.withRootCauseInstanceOf(IOException.class);
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "attempt 2 Failure", "rejected BREAKER",
				"call REJECTED 200");
	}

	@Test
	void refusesWhenTheBulkheadIsFullWithoutCountingItInTheBreaker() {
		Guard guard = this.fixture.guard();
		this.fixture.breaker().transitionToOpenState();
		this.fixture.breaker().transitionToHalfOpenState();
		this.fixture.bulkheads.bulkhead(GuardFixture.TARGET).acquirePermission();
		this.fixture.bulkheads.bulkhead(GuardFixture.TARGET).acquirePermission();
		// Half-open lets ten calls through: each refusal must give its permission back
		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> call(guard))
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(RejectionReason.BULKHEAD));
		}
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@Test
	void refusesMoreThanTheTargetKeepsUpWithWithoutCountingItInTheBreaker() {
		this.fixture.bulkheads.bulkhead(GuardFixture.TARGET, "roomy");
		Guard guard = this.fixture.guard();
		this.fixture.collapse(guard);
		this.fixture.breaker().transitionToOpenState();
		this.fixture.breaker().transitionToHalfOpenState();
		for (int i = 0; i < ConcurrencyLimit.MIN; i++) {
			this.fixture.bulkheads.bulkhead(GuardFixture.TARGET).acquirePermission();
		}
		int free = this.fixture.freeInBulkhead();
		// Half-open lets ten calls through: each refusal must give its permission back
		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> call(guard))
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(RejectionReason.LIMIT));
		}
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(free);
		assertThat(this.fixture.events).hasSize(40).startsWith("rejected LIMIT", "call REJECTED 0");
	}

	@Test
	void countsTheAttemptsInABulkheadAroundTheCallTowardsTheLimit() {
		this.fixture.bulkheads.bulkhead(GuardFixture.TARGET, "roomy");
		Guard guard = this.fixture.guard();
		this.fixture.collapse(guard);
		Enclosing enclosing = new Enclosing(Enclosing.Kind.BULKHEAD, GuardFixture.TARGET, null);
		for (int i = 0; i <= ConcurrencyLimit.MIN; i++) {
			this.fixture.bulkheads.bulkhead(GuardFixture.TARGET).acquirePermission();
		}
		assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> call(guard, enclosing))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(RejectionReason.LIMIT));
	}

	@Test
	void refusesNothingForALimitThatIsSwitchedOff() throws Exception {
		this.fixture.adaptiveLimit = false;
		assertThat(this.fixture.guard().limit()).isNull();
		this.script.succeed("a");
		assertThat(call(this.fixture.guard())).isEqualTo("a");
	}

	@Test
	void stopsRetryingWhenTheBudgetIsSpent() {
		this.fixture.budget = new RetryBudgetSettings(0, 0, Duration.ofSeconds(10));
		this.script.fail().succeed("never");
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard())).withMessage("failed 1");
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "rejected BUDGET", "call ERROR 0");
	}

	@Test
	void leavesOutTheBreakerAndTheRetryThatAreAroundTheCallAlready() {
		this.script.fail().succeed("never");
		Enclosing enclosing = new Enclosing(Enclosing.Kind.BREAKER, GuardFixture.TARGET,
				new Enclosing(Enclosing.Kind.RETRY, GuardFixture.TARGET, null));
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard(), enclosing));
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "call ERROR 0");
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
	}

	@Test
	void keepsItsOwnBreakerAndRetryWithinThoseOfAnotherName() throws Throwable {
		this.script.fail().succeed("a");
		Enclosing enclosing = new Enclosing(Enclosing.Kind.BREAKER, "other",
				new Enclosing(Enclosing.Kind.RETRY, "other", null));
		assertThat(call(this.fixture.guard(), enclosing)).isEqualTo("a");
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isEqualTo(2);
	}

	@Test
	void countsAResultThatGoesOnAsUnderWayUntilItIsThrough() throws Exception {
		this.script.open = true;
		this.script.succeed("a");
		call(this.fixture.guard());
		assertThat(this.fixture.freeInBulkhead()).isOne();
		assertThat(this.fixture.events).isEmpty();
		this.fixture.scheduler.advanceTimeBy(Duration.ofSeconds(1));
		this.script.end(null);
		this.script.end(new IOException("too late"));
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
		assertThat(this.fixture.breaker().getMetrics().getNumberOfSuccessfulCalls()).isOne();
		assertThat(this.fixture.events).containsExactly("attempt 1 Success", "call SUCCESS 1000");
	}

	@Test
	void countsAResultThatBreaksOffAsAFailure() throws Exception {
		this.script.open = true;
		this.script.succeed("a");
		call(this.fixture.guard());
		this.script.end(new IOException("reset"));
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isOne();
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "call ERROR 0");
	}

	@Test
	void usesTheInstanceThatReplacedAnother() throws Exception {
		Guard guard = this.fixture.guard();
		CircuitBreaker replacement = CircuitBreaker.ofDefaults(GuardFixture.TARGET);
		this.fixture.breakers.replace(GuardFixture.TARGET, replacement);
		this.script.succeed("a");
		call(guard);
		assertThat(replacement.getMetrics().getNumberOfSuccessfulCalls()).isOne();
	}

	@Test
	void isNotHurtByAListenerThatThrows() throws Exception {
		this.fixture.listener = new GuardListener() {

			@Override
			public void onAttempt(String target, int number, Outcome outcome) {
				throw new IllegalStateException("listener");
			}

			@Override
			public void onCall(String target, CallResult result, Duration duration) {
				throw new IllegalStateException("listener");
			}

		};
		this.script.succeed("a");
		assertThat(call(this.fixture.guard())).isEqualTo("a");
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
	}

	@Test
	void givesBackWhatItHoldsWhenTheRulesThemselvesFail() {
		this.script.succeed("unjudgeable");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> call(this.fixture.guard()));
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	CurrentDeadline.Scope deadline(Duration timeLeft) {
		return CurrentDeadline.open(Deadline.after(timeLeft, this.fixture::nanos));
	}

}
