package io.github.resiliencestarter.guard;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

}
