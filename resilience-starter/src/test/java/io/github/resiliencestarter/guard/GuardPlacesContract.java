package io.github.resiliencestarter.guard;

import java.io.IOException;
import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What a guard promises for targets that are in more than one place, and for attempts
 * that have cost their target nothing.
 */
abstract class GuardPlacesContract extends GuardGatesContract {

	@Test
	void countsNoFailureOfAPlaceAtFaultThatAnotherPlaceMadeGood() throws Exception {
		this.script.failAt("a", true).succeedAt("b", "good");
		assertThat(call(this.fixture.guard())).isEqualTo("good");
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "attempt 2 Success", "call SUCCESS 100");
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isZero();
		assertThat(this.fixture.breaker().getMetrics().getNumberOfSuccessfulCalls()).isOne();
	}

	@Test
	void countsAFailureThatAnotherPlaceMadeGoodWhenThePlaceIsNotAtFault() throws Exception {
		this.script.failAt("a", false).succeedAt("b", "good");
		call(this.fixture.guard());
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isOne();
		assertThat(this.fixture.breaker().getMetrics().getNumberOfSuccessfulCalls()).isOne();
	}

	@Test
	void countsAFailureThatTheSamePlaceMadeGood() throws Exception {
		this.script.failAt("a", true).succeedAt("a", "good");
		call(this.fixture.guard());
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isOne();
	}

	@Test
	void countsAllFailuresOfACallThatNoPlaceMadeGood() {
		this.script.failAt("a", true).failAt("b", true).failAt("c", true);
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard()));
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(3);
	}

	@Test
	void countsFailuresOfPlacesWhenThereIsNoTimeForAnother() {
		this.script.notBefore = Duration.ofSeconds(10);
		this.script.failAt("a", true);
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard()));
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isOne();
	}

	@Test
	void countsFailuresOfPlacesWhenTheAnswerOfAnotherBreaksOff() throws Exception {
		this.script.open = true;
		this.script.failAt("a", true).succeedAt("b", "half");
		call(this.fixture.guard());
		this.script.end(new IOException("reset"));
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(2);
	}

	@Test
	void countsFailuresOfPlacesBeforeTheLastBadResponseHasBeenRead() throws Exception {
		this.script.open = true;
		this.script.failAt("a", true).respondAt("b", true, "bad").respondAt("a", false, "bad");
		call(this.fixture.guard());
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(3);
	}

	@Test
	void givesThePermissionsOfFailuresBackThatDoNotCount() throws Exception {
		Guard guard = this.fixture.guard();
		this.fixture.breaker().transitionToOpenState();
		this.fixture.breaker().transitionToHalfOpenState();
		// Half-open lets ten calls through, of which these would be six
		for (int i = 0; i < 3; i++) {
			this.script.failAt("a", true).succeedAt("b", "good");
			call(guard);
		}
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isEqualTo(3);
		assertThat(this.fixture.breaker().getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
		for (int i = 0; i < 7; i++) {
			assertThat(this.fixture.breaker().tryAcquirePermission()).isTrue();
		}
		assertThat(this.fixture.breaker().tryAcquirePermission()).isFalse();
	}

	@Test
	void addsNoPermissionToAHalfOpenBreakerThatItHasNotTakenFromIt() throws Exception {
		Guard guard = this.fixture.guard();
		this.script.then((attempt) -> {
			this.fixture.breaker().transitionToOpenState();
			this.fixture.breaker().transitionToHalfOpenState();
			throw new IllegalArgumentException("own");
		});
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> call(guard));
		for (int i = 0; i < 10; i++) {
			assertThat(this.fixture.breaker().tryAcquirePermission()).isTrue();
		}
		assertThat(this.fixture.breaker().tryAcquirePermission()).isFalse();
	}

	@Test
	void repeatsWhatHasCostTheTargetNothingAtOnceAndWithoutBudget() throws Exception {
		this.fixture.budget = new RetryBudgetSettings(0, 0, Duration.ofSeconds(10));
		this.script.next = Outcome.NextAttempt.FOR_FREE;
		this.script.fail().fail().succeed("a");
		assertThat(call(this.fixture.guard())).isEqualTo("a");
		assertThat(this.fixture.events).endsWith("call SUCCESS 0");
	}

	@Test
	void repeatsAtOnceWhatGoesElsewhereAsFarAsTheBudgetAllows() {
		this.fixture.budget = new RetryBudgetSettings(1, 0, Duration.ofSeconds(10));
		this.script.next = Outcome.NextAttempt.AT_ONCE;
		this.script.fail().fail().succeed("never");
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard())).withMessage("failed 2");
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "attempt 2 Failure", "rejected BUDGET",
				"call ERROR 0");
	}

	@Test
	void repeatsABadResponseAtOnceWhileAnotherPlaceIsSound() throws Exception {
		this.script.respondAt("a", true, "bad").respondAt("b", true, "bad").respondAt("a", true, "good");
		assertThat(call(this.fixture.guard())).isEqualTo("good");
		assertThat(this.fixture.events).endsWith("call SUCCESS 0");
	}

	@Test
	void waitsForTheBackoffWhereNoOtherPlaceIsSound() throws Exception {
		this.script.respondAt("a", false, "bad").respondAt("a", false, "good");
		call(this.fixture.guard());
		assertThat(this.fixture.events).endsWith("call SUCCESS 100");
	}

	@Test
	void waitsAsLongAsAPlaceAsksForAlsoWhileAnotherIsSound() throws Exception {
		this.script.notBefore = Duration.ofMillis(300);
		this.script.respondAt("a", true, "bad").respondAt("b", true, "good");
		call(this.fixture.guard());
		assertThat(this.fixture.events).endsWith("call SUCCESS 300");
	}

	@Test
	void waitsForTheBackoffWhereTheTargetWantsFewerCalls() throws Exception {
		this.script.notBefore = Duration.ofMillis(50);
		this.script.respondAt("a", true, "throttled").respondAt("b", true, "good");
		call(this.fixture.guard());
		assertThat(this.fixture.events).endsWith("call SUCCESS 100");
	}

	@Test
	void spendsNoBudgetOnARetryThatSucceeds() throws Exception {
		this.fixture.budget = new RetryBudgetSettings(0, 1, Duration.ofSeconds(1));
		Guard guard = this.fixture.guard();
		for (int i = 0; i < 3; i++) {
			this.script.respondAt("a", true, "bad").respondAt("b", true, "good");
			assertThat(call(guard)).isEqualTo("good");
		}
		assertThat(guard.availableRetries()).isEqualTo(1);
	}

	@Test
	void repeatsWhatHasCostTheTargetNothingNoMoreOftenThanAnythingElse() {
		this.script.next = Outcome.NextAttempt.FOR_FREE;
		this.script.fail().fail().fail().succeed("never");
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard())).withMessage("failed 3");
	}

}
