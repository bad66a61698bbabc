package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GuardListeners}.
 */
@ExtendWith(OutputCaptureExtension.class)
class GuardListenersTests {

	@Test
	void warnsOnceAboutEachListenerThatFails(CapturedOutput output) {
		List<String> told = new ArrayList<>();
		GuardListeners listeners = new GuardListeners(List.of(new Failing(), new Failing(), new GuardListener() {

			@Override
			public void onCall(String target, CallResult result, Duration duration) {
				told.add(target);
			}

		}));
		for (int i = 0; i < 5; i++) {
			listeners.onCall("inventory", CallResult.SUCCESS, Duration.ZERO);
			listeners.onAttempt("pricing", 1, Outcome.SUCCESS);
			listeners.onRejected("pricing", RejectionReason.BREAKER);
		}
		assertThat(told).hasSize(5);
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).hasSize(2);
	}

	/**
	 * Listener whose every method fails.
	 */
	private static final class Failing implements GuardListener {

		@Override
		public void onAttempt(String target, int number, Outcome outcome) {
			throw new IllegalStateException("attempt");
		}

		@Override
		public void onRejected(String target, RejectionReason reason) {
			throw new IllegalStateException("rejected");
		}

		@Override
		public void onCall(String target, CallResult result, Duration duration) {
			throw new IllegalStateException("call");
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Failing;
		}

		@Override
		public int hashCode() {
			throw new IllegalStateException("hash code");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("text");
		}

	}

}
