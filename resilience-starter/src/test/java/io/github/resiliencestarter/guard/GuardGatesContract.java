package io.github.resiliencestarter.guard;

import java.io.IOException;

import io.github.resilience4j.retry.RetryConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What a guard promises about its gates: each one that was entered is left exactly once.
 */
abstract class GuardGatesContract extends GuardContract {

	@Test
	void leavesTheOtherGatesWhenAnEventConsumerOfOneFails() {
		Guard guard = this.fixture.guard();
		this.fixture.breaker().transitionToOpenState();
		this.fixture.breaker().transitionToHalfOpenState();
		this.fixture.bulkheads.bulkhead(GuardFixture.TARGET).getEventPublisher().onCallFinished((event) -> {
			throw new IllegalStateException("consumer");
		});
		this.script.succeed("a");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> call(guard));
		assertThat(this.fixture.breaker().getMetrics().getNumberOfSuccessfulCalls()).isOne();
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
	}

	@Test
	void leavesTheGatesEnteredBeforeOneThatFails() {
		Guard guard = this.fixture.guard();
		this.fixture.breaker().transitionToOpenState();
		this.fixture.breaker().transitionToHalfOpenState();
		this.fixture.bulkheads.bulkhead(GuardFixture.TARGET).getEventPublisher().onCallPermitted((event) -> {
			throw new IllegalStateException("consumer");
		});
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> call(guard));
		for (int i = 0; i < 10; i++) {
			assertThat(this.fixture.breaker().tryAcquirePermission()).isTrue();
		}
		assertThat(this.fixture.breaker().tryAcquirePermission()).isFalse();
	}

	@Test
	void hasRoomForARetryHoweverEarlierOnesEnded() throws Exception {
		Guard guard = this.fixture.guard();
		this.fixture.breaker().transitionToDisabledState();
		for (int i = 0; i < RetryRoom.MIN; i++) {
			this.script.fail().fail().fail();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> call(guard));
			this.script.fail().succeed("a");
			call(guard);
			this.script.succeed("bad").fail().succeed("bad");
			call(guard);
			this.script.then((attempt) -> {
				this.fixture.breaker().transitionToForcedOpenState();
				throw new IOException("failed, and the retry will be rejected");
			});
			assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> call(guard));
			this.fixture.breaker().transitionToDisabledState();
		}
		this.script.fail().succeed("b");
		assertThat(call(guard)).isEqualTo("b");
	}

	@Test
	void endsACallOnceHoweverOftenItsResultEnds() throws Exception {
		this.script.open = true;
		this.script.succeed("a");
		call(this.fixture.guard());
		this.script.end(null);
		this.script.end(new IOException("late"));
		this.script.end(null);
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isOne();
		assertThat(this.fixture.events).containsExactly("attempt 1 Success", "call SUCCESS 0");
	}

	@Test
	void endsACallWhoseBrokenResultCannotBeJudged() throws Exception {
		this.script.open = true;
		this.script.succeed("a");
		call(this.fixture.guard());
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.script.end(new IllegalStateException("unjudgeable")));
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
		assertThat(this.fixture.events).containsExactly("attempt 1 Unrelated", "call ERROR 0");
	}

	@Test
	void givesBackWhatItHoldsWhenTheDeliveryFails() {
		this.script.deliveryFailure = new IllegalArgumentException("unreadable");
		this.script.succeed("a");
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> call(this.fixture.guard()));
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
		assertThat(this.fixture.events).containsExactly("attempt 1 Unrelated", "call ERROR 0");
	}

	@Test
	void reportsACallWhenItIsKnownWhatTheCallerGets() {
		CallEnd later = new CallEnd();
		this.script.callEnd = later;
		this.script.repeatable = false;
		this.script.fail().fail();
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard()));
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure");
		later.compensatedBy(CallResult.FALLBACK);
		later.asReached();
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "call FALLBACK 0");
		CallEnd earlier = new CallEnd();
		earlier.asReached();
		earlier.compensatedBy(CallResult.STALE);
		this.script.callEnd = earlier;
		assertThatIOException().isThrownBy(() -> call(this.fixture.guard()));
		assertThat(this.fixture.events).endsWith("attempt 1 Failure", "call ERROR 0");
	}

	@Test
	void countsWhatTheUserRecordsUnlessTheBreakerIsAroundTheCall() throws Throwable {
		this.fixture.breakers.circuitBreaker(GuardFixture.TARGET,
				this.fixture.breakerConfig().recordExceptions(IOException.class).build());
		this.script.succeed("throttled").succeed("throttled");
		call(this.fixture.guard());
		call(this.fixture.guard(), new Enclosing(Enclosing.Kind.BREAKER, GuardFixture.TARGET, null));
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "call ERROR 0", "attempt 1 Throttled",
				"call ERROR 0");
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isOne();
	}

	@Test
	void countsTheResultsThatTheUserRecords() throws Exception {
		this.fixture.breakers.circuitBreaker(GuardFixture.TARGET,
				this.fixture.breakerConfig().recordResult("a"::equals).build());
		this.script.succeed("a").succeed("b");
		call(this.fixture.guard());
		call(this.fixture.guard());
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isOne();
		assertThat(this.fixture.breaker().getMetrics().getNumberOfSuccessfulCalls()).isOne();
	}

	@Test
	void triesAgainAtOnceIfTheUserWantsNoPause() throws Exception {
		this.fixture.retries.retry(GuardFixture.TARGET,
				RetryConfig.custom().maxAttempts(2).intervalFunction((attempt) -> 0L).build());
		this.script.fail().succeed("a");
		assertThat(call(this.fixture.guard())).isEqualTo("a");
		assertThat(this.fixture.events).endsWith("call SUCCESS 0");
	}

}
