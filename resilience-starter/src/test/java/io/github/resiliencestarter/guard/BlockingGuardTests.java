package io.github.resiliencestarter.guard;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.failure.Place;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Guard#call(BlockingCall)}.
 */
class BlockingGuardTests extends GuardPlacesContract {

	@Override
	String call(Guard guard) throws Exception {
		return guard.call(new ScriptedCall(this.script));
	}

	@Override
	String call(Guard guard, Duration timeLeft) throws Exception {
		CurrentDeadline.Scope scope = deadline(timeLeft);
		try {
			return call(guard);
		}
		finally {
			scope.close();
		}
	}

	@Override
	String call(Guard guard, Enclosing enclosing) throws Throwable {
		return String.valueOf(enclosing.around(() -> call(guard)));
	}

	@Test
	void endsWhenInterruptedBetweenTwoAttempts() {
		this.script.then((attempt) -> {
			Thread.currentThread().interrupt();
			throw new IOException("failed");
		});
		GuardFixture real = this.fixture;
		GuardTime time = new GuardTime(real::nanos, Sleeper.parking(real::nanos), () -> real.scheduler);
		Guard guard = new Guard(GuardFixture.TARGET,
				new GuardSettings(true, Duration.ofSeconds(10), Duration.ofSeconds(2), true, real.budget), real.engines,
				new GuardListeners(List.of(real.listener)), time);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> call(guard));
		assertThat(real.freeInBulkhead()).isEqualTo(2);
		assertThat(real.events).endsWith("call ERROR 0");
	}

	@Test
	void knowsTheDeadlineOfACallThatBeginsNow() {
		Guard guard = this.fixture.guard();
		assertThat(guard.deadlineOfCall().timeLeft()).hasSeconds(10);
		for (int seconds : new int[] { 3, 30 }) {
			CurrentDeadline.Scope scope = deadline(Duration.ofSeconds(seconds));
			assertThat(guard.deadlineOfCall().timeLeft()).hasSeconds(Math.min(seconds, 10));
			scope.close();
		}
	}

	@Test
	void noticesThatAttemptsTimeOut() {
		this.fixture.bulkheads.bulkhead(GuardFixture.TARGET, "roomy");
		this.script.repeatable = false;
		Guard guard = this.fixture.guard();
		this.fixture.breaker().transitionToDisabledState();
		for (int i = 0; i < ConcurrencyLimit.SAMPLES; i++) {
			this.script.then((attempt) -> {
				if (!this.script.steps.isEmpty()) {
					assertThatIOException().isThrownBy(() -> call(guard));
				}
				this.fixture.scheduler.advanceTimeBy(attempt.timeLeft().plusMillis(100));
				throw new IOException("timed out");
			});
		}
		assertThatIOException().isThrownBy(() -> call(guard));
		assertThat(guard.limit()).isNotNull().matches(ConcurrencyLimit::isInForce);
	}

	private record ScriptedCall(Script script) implements BlockingCall<String> {

		@Override
		public String attempt(Attempt attempt) throws Exception {
			return this.script.run(attempt);
		}

		@Override
		public void discard(String result) {
			this.script.discarded.add(result);
		}

		@Override
		public Outcome outcomeOf(String result) {
			return this.script.outcomeOf(result);
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			return this.script.outcomeOf(error);
		}

		@Override
		public @Nullable Place placeOf(Attempt attempt) {
			return this.script.place();
		}

		@Override
		public @Nullable CallEnd end() {
			return this.script.callEnd;
		}

		@Override
		public String deliver(String result, Completion completion) {
			return this.script.deliver(result, completion);
		}

	}

}
