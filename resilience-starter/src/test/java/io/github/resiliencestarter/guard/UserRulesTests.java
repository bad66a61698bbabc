package io.github.resiliencestarter.guard;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnErrorEvent;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resiliencestarter.guard.Outcome.DependencyFailure;
import io.github.resiliencestarter.guard.Outcome.Failure;
import io.github.resiliencestarter.guard.Outcome.NextAttempt;
import io.github.resiliencestarter.guard.Outcome.Success;
import io.github.resiliencestarter.guard.Outcome.Throttled;
import io.github.resiliencestarter.guard.Outcome.Unrelated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UserRules}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UserRulesTests {

	private final IOException listed = new IOException("listed");

	private final TimeoutException other = new TimeoutException("other");

	private static final Duration WAIT = Duration.ofSeconds(3);

	private final UserRules rules = new UserRules("inventory");

	private static CircuitBreakerConfig.Builder breakerConfig() {
		return CircuitBreakerConfig.custom().slidingWindowSize(10).permittedNumberOfCallsInHalfOpenState(1);
	}

	private static CircuitBreaker breaker(CircuitBreakerConfig.Builder config) {
		return CircuitBreaker.of("inventory", config.build());
	}

	private static CircuitBreaker recording() {
		return breaker(breakerConfig().recordExceptions(IOException.class));
	}

	private static Retry retry(RetryConfig.Builder<?> config) {
		return Retry.of("inventory", config.build());
	}

	private static Retry retrying() {
		return retry(RetryConfig.custom().retryExceptions(IOException.class));
	}

	static Stream<Arguments> outcomesWithoutAFailure() {
		IOException cause = new IOException("listed");
		return outcomes(cause).map((outcome) -> Arguments.of(outcome, cause));
	}

	private static Stream<Outcome> outcomes(Throwable cause) {
		return Stream.of(new Success(() -> new Failure(cause, true, WAIT)), new Unrelated(cause, true),
				new Throttled(cause, true, WAIT), new DependencyFailure(cause, true, WAIT));
	}

	@ParameterizedTest
	@MethodSource("outcomesWithoutAFailure")
	void countsWhatTheUserRecords(Outcome outcome, IOException cause) {
		Outcome counted = this.rules.counted(outcome, recording());
		assertThat(counted)
			.isEqualTo(new Failure(cause, true, (outcome instanceof Unrelated) ? null : WAIT, NextAttempt.LATER));
	}

	@ParameterizedTest
	@MethodSource("outcomesWithoutAFailure")
	void retriesWhatTheUserRetries(Outcome outcome, IOException cause) {
		Outcome retried = this.rules.retried(outcome, retrying());
		assertThat(retried)
			.isEqualTo(new Failure(cause, true, (outcome instanceof Unrelated) ? null : WAIT, NextAttempt.LATER));
	}

	@ParameterizedTest
	@MethodSource("outcomesWithoutAFailure")
	void changesNothingWithoutRules(Outcome outcome) {
		assertThat(this.rules.counted(outcome, breaker(breakerConfig()))).isSameAs(outcome);
		assertThat(this.rules.counted(outcome, null)).isSameAs(outcome);
		assertThat(this.rules.retried(outcome, retry(RetryConfig.custom()))).isSameAs(outcome);
		assertThat(this.rules.retried(outcome, null)).isSameAs(outcome);
	}

	@ParameterizedTest
	@MethodSource("outcomesWithoutAFailure")
	void rulesThatOnlyExcludeDoNotAddAnything(Outcome outcome) {
		CircuitBreaker breaker = breaker(breakerConfig().ignoreExceptions(TimeoutException.class)
			.recordExceptions(Throwable.class)
			.ignoreExceptionsPrecedenceEnabled(true));
		assertThat(this.rules.counted(outcome, breaker)).isSameAs(outcome);
		Retry retry = retry(RetryConfig.custom().ignoreExceptions(TimeoutException.class));
		assertThat(this.rules.retried(outcome, retry)).isSameAs(outcome);
	}

	@Test
	void changesNothingIfTheExceptionIsNotListed() {
		outcomes(this.other).forEach((outcome) -> {
			assertThat(this.rules.counted(outcome, recording())).isSameAs(outcome);
			assertThat(this.rules.retried(outcome, retrying())).isSameAs(outcome);
		});
	}

	@Test
	void changesNothingIfThereIsNoException() {
		for (Outcome outcome : List.of(Outcome.SUCCESS, new Success(), Outcome.UNRELATED)) {
			assertThat(this.rules.counted(outcome, recording())).isSameAs(outcome);
			assertThat(this.rules.retried(outcome, retrying())).isSameAs(outcome);
		}
	}

	@Test
	void doesNotCountWhatTheUserAlsoIgnores() {
		CircuitBreaker breaker = breaker(
				breakerConfig().recordExceptions(IOException.class).ignoreExceptions(FileNotFoundException.class));
		Outcome ignored = new Unrelated(new FileNotFoundException(), true);
		assertThat(this.rules.counted(ignored, breaker)).isSameAs(ignored);
		assertThat(this.rules.counted(new Unrelated(this.listed, true), breaker)).isInstanceOf(Failure.class);
	}

	@Test
	void findsTheCauseOfTheExceptionThatTheCallerGets() {
		IllegalStateException thrown = new IllegalStateException(this.listed);
		assertThat(this.rules.counted(new Unrelated(thrown, true), recording()))
			.isEqualTo(new Failure(thrown, true, null));
		Failure failure = new Failure(thrown, true, WAIT, NextAttempt.FOR_FREE);
		assertThat(this.rules.counted(failure, recording())).isSameAs(failure);
		assertThat(this.rules.retried(failure, retrying())).as("what the retry sees")
			.isEqualTo(new Failure(this.listed, true, WAIT, NextAttempt.FOR_FREE));
	}

	@Test
	void showsTheRetryTheCauseThatItIgnores() {
		Retry ignoring = retry(RetryConfig.custom().ignoreExceptions(IOException.class));
		Failure failure = new Failure(new IllegalStateException(this.listed), true, WAIT);
		assertThat(this.rules.retried(failure, ignoring)).isEqualTo(new Failure(this.listed, true, WAIT));
		Failure other = new Failure(this.other, true, WAIT);
		assertThat(this.rules.retried(other, ignoring)).isSameAs(other);
	}

	@Test
	void doesNotRetryWhatARuleFailsOn(CapturedOutput output) {
		Retry failing = retry(RetryConfig.custom().retryOnException(UserRulesTests::failing));
		Failure failure = new Failure(this.listed, true, null);
		assertThat(this.rules.retried(failure, failing)).isSameAs(Outcome.UNRELATED);
		assertThat(this.rules.retried(failure, failing)).isSameAs(Outcome.UNRELATED);
		assertThat(output).containsOnlyOnce("A predicate in the Resilience4j configuration of 'inventory' failed");
	}

	@Test
	void doesNotRetryTheOneExceptionThatARuleFailsOn(CapturedOutput output) {
		Retry failing = retry(RetryConfig.custom().retryOnException((failure) -> {
			if (failure instanceof IOException) {
				throw new ClassCastException("of the rule for " + failure);
			}
			return !(failure instanceof TimeoutException);
		}));
		assertThat(this.rules.retried(new Failure(this.listed, true, null), failing)).isSameAs(Outcome.UNRELATED);
		assertThat(output).containsOnlyOnce("A predicate in the Resilience4j configuration of 'inventory' failed");
		Failure withCause = new Failure(new IOException(this.other), true, null);
		assertThat(this.rules.retried(withCause, failing)).as("the rule excludes the cause")
			.isEqualTo(withCause.with(this.other));
		Failure other = new Failure(new IllegalStateException(), true, null);
		assertThat(this.rules.retried(other, failing)).isSameAs(other);
	}

	@Test
	void doesNotCountWhatARuleFailsOn(CapturedOutput output) {
		CircuitBreaker failing = breaker(breakerConfig().recordException(UserRulesTests::failing));
		Outcome outcome = new Unrelated(this.listed, true);
		assertThat(this.rules.counted(outcome, failing)).isSameAs(outcome);
		assertThat(output).containsOnlyOnce("A predicate in the Resilience4j configuration of 'inventory' failed");
	}

	@Test
	void showsTheBreakerTheExceptionThatItRecordsOrIgnores() {
		assertThat(shown(recording(), this.listed)).containsExactly(this.listed);
		assertThat(shown(recording(), new IllegalStateException(this.listed))).containsExactly(this.listed);
		CircuitBreaker all = breaker(breakerConfig());
		IllegalStateException thrown = new IllegalStateException(this.listed);
		assertThat(shown(all, thrown)).containsExactly(thrown);
		CircuitBreaker ignoring = breaker(breakerConfig().ignoreExceptions(IOException.class));
		assertThat(shown(ignoring, thrown)).isEmpty();
		assertThat(ignoring.getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	private List<Throwable> shown(CircuitBreaker breaker, Throwable failure) {
		List<Throwable> shown = new ArrayList<>();
		breaker.getEventPublisher().onError((CircuitBreakerOnErrorEvent event) -> shown.add(event.getThrowable()));
		this.rules.tellFailure(breaker, 1, failure);
		return shown;
	}

	@Test
	void returnsThePermissionIfARuleOfTheBreakerFails(CapturedOutput output) {
		CircuitBreaker breaker = breaker(breakerConfig().recordException(UserRulesTests::failing));
		breaker.transitionToOpenState();
		breaker.transitionToHalfOpenState();
		assertThat(breaker.tryAcquirePermission()).isTrue();
		assertThat(breaker.tryAcquirePermission()).isFalse();
		this.rules.tellFailure(breaker, 1, this.listed);
		assertThat(breaker.tryAcquirePermission()).isTrue();
		assertThat(output).containsOnlyOnce("A predicate in the Resilience4j configuration of 'inventory' failed");
	}

	@Test
	void recordsTheResultsThatTheUserNames() {
		CircuitBreaker breaker = breaker(breakerConfig().recordResult("bad"::equals));
		this.rules.tellResult(breaker, 1, "bad");
		this.rules.tellResult(breaker, 1, "good");
		this.rules.tellResult(breaker, 1, null);
		assertThat(failedAndSuccessful(breaker)).isEqualTo(Map.entry(1, 2));
	}

	@Test
	void ruleForOtherResultsMatchesNone(CapturedOutput output) {
		CircuitBreaker breaker = breaker(breakerConfig().recordResult((result) -> ((Integer) result) > 1));
		this.rules.tellResult(breaker, 1, "text");
		this.rules.tellResult(breaker, 1, "text");
		assertThat(failedAndSuccessful(breaker)).isEqualTo(Map.entry(0, 2));
		assertThat(output).containsOnlyOnce("A predicate in the Resilience4j configuration of 'inventory' failed");
	}

	private static Map.Entry<Integer, Integer> failedAndSuccessful(CircuitBreaker breaker) {
		return Map.entry(breaker.getMetrics().getNumberOfFailedCalls(),
				breaker.getMetrics().getNumberOfSuccessfulCalls());
	}

	private static boolean failing(Throwable failure) {
		throw new ClassCastException("of the rule for " + failure);
	}

}
