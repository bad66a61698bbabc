package io.github.resiliencestarter.guard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Guarded calls on virtual threads; from JDK 21 on.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadGuardTests {

	private final GuardFixture fixture = new GuardFixture();

	@Test
	void allAttemptsAreOnTheVirtualThreadOfTheCaller() throws Exception {
		List<Thread> threads = new ArrayList<>();
		ExecutorService executor = virtualThreads();
		try {
			String result = executor.submit(() -> {
				threads.add(Thread.currentThread());
				return this.fixture.guard().call(new FailsTwice(threads));
			}).get(10, TimeUnit.SECONDS);
			assertThat(result).isEqualTo("answer");
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(threads).hasSize(4).containsOnly(threads.get(0));
		assertThat(threads.get(0).toString()).startsWith("VirtualThread");
	}

	/**
	 * By its name: the code is compiled for Java 17.
	 */
	private static ExecutorService virtualThreads() throws ReflectiveOperationException {
		return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
	}

	private static final class FailsTwice implements BlockingCall<String> {

		private final List<Thread> threads;

		private int attempts;

		private FailsTwice(List<Thread> threads) {
			this.threads = threads;
		}

		@Override
		public String attempt(Attempt attempt) throws IOException {
			this.threads.add(Thread.currentThread());
			if (++this.attempts < 3) {
				throw new IOException("connection reset");
			}
			return "answer";
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			return new Outcome.Failure(error, true, null);
		}

	}

}
