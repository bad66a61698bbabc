package io.github.resiliencestarter.annotation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TimeLimiter @TimeLimiter} on virtual threads; from JDK 21 on.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadTimeLimitTests {

	private final ApplicationContextRunner runner = Annotated.runner()
		.withBean(Reports.class)
		.withPropertyValues("spring.threads.virtual.enabled=true", "resilience.annotation.max-threads=1",
				"resilience4j.timelimiter.configs.default.timeout-duration=60s",
				"resilience4j.timelimiter.configs.short.timeout-duration=50ms",
				"resilience4j.timelimiter.configs.lenient.timeout-duration=50ms",
				"resilience4j.timelimiter.configs.lenient.cancel-running-future=false");

	@Test
	void eachCallHasAVirtualThreadOfItsOwnWithTheContextOfTheCaller() {
		this.runner.run((context) -> {
			Reports reports = context.getBean(Reports.class);
			try (CurrentDeadline.Scope scope = CurrentDeadline.open(Deadline.after(Duration.ofMinutes(1), () -> 0))) {
				assertThat(scope).isNotNull();
				reports.remember();
				reports.remember();
			}
			assertThat(reports.threads()).doesNotHaveDuplicates()
				.hasSize(2)
				.allSatisfy((thread) -> assertThat(thread.toString()).startsWith("VirtualThread")
					.contains("resilience-limited-"));
			assertThat(reports.deadlines()).isEqualTo(2);
		});
	}

	@Test
	void workIsInterruptedWhenTimeIsUp() {
		this.runner.run((context) -> {
			Reports reports = context.getBean(Reports.class);
			assertThatExceptionOfType(TimeLimitExceededException.class).isThrownBy(reports::hang);
			assertThat(reports.interrupted().await(30, TimeUnit.SECONDS)).isTrue();
		});
	}

	@Test
	void numberOfThreadsHasNoLimit() {
		this.runner.run((context) -> {
			Reports reports = context.getBean(Reports.class);
			for (int i = 0; i < 10; i++) {
				assertThatExceptionOfType(TimeLimitExceededException.class).isThrownBy(reports::hangOn);
			}
			assertThat(reports.threads()).hasSize(10).allMatch(Thread::isAlive);
		});
	}

	@Test
	void threadsEndWithTheContext() {
		List<Thread> threads = new ArrayList<>();
		this.runner.run((context) -> {
			Reports reports = context.getBean(Reports.class);
			assertThatExceptionOfType(TimeLimitExceededException.class).isThrownBy(reports::hangOn);
			threads.addAll(reports.threads());
		});
		assertThat(threads).hasSize(1);
		await().atMost(Duration.ofSeconds(30)).until(() -> !threads.get(0).isAlive());
	}

	static class Reports {

		private final List<Thread> threads = new ArrayList<>();

		private final CountDownLatch interrupted = new CountDownLatch(1);

		private int deadlines;

		List<Thread> threads() {
			synchronized (this.threads) {
				return List.copyOf(this.threads);
			}
		}

		int deadlines() {
			return this.deadlines;
		}

		CountDownLatch interrupted() {
			return this.interrupted;
		}

		@TimeLimiter(name = "roomy")
		void remember() {
			this.deadlines += (CurrentDeadline.get() != null) ? 1 : 0;
			add();
		}

		@TimeLimiter(name = "short")
		void hang() {
			waitForever();
		}

		@TimeLimiter(name = "lenient")
		void hangOn() {
			add();
			waitForever();
		}

		private void add() {
			synchronized (this.threads) {
				this.threads.add(Thread.currentThread());
			}
		}

		private void waitForever() {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
			}
		}

	}

}
