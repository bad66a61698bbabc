package io.github.resiliencestarter.annotation;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.micrometer.context.ContextRegistry;
import org.aspectj.lang.JoinPoint;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.Before;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TimeLimiter @TimeLimiter} on methods that return their result
 * directly.
 */
class AnnotatedTimeLimitTests {

	private static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();

	private final ApplicationContextRunner runner = Annotated.runner()
		.withBean(Reports.class)
		.withPropertyValues("resilience4j.timelimiter.configs.default.timeout-duration=60s",
				"resilience4j.timelimiter.configs.short.timeout-duration=50ms",
				"resilience4j.timelimiter.configs.lenient.timeout-duration=50ms",
				"resilience4j.timelimiter.configs.lenient.cancel-running-future=false");

	@Test
	void callerGetsAnUncheckedExceptionUnlessTheMethodDeclaresATimeout() {
		this.runner.run((context) -> {
			Reports reports = context.getBean(Reports.class);
			assertThatExceptionOfType(TimeLimitExceededException.class).isThrownBy(reports::hang)
				.withMessage("TimeLimiter 'short' recorded a timeout exception.")
				.withCauseExactlyInstanceOf(TimeoutException.class);
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(reports::hangAsDeclared);
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
	void workGoesOnIfItIsNotToBeCancelled() {
		this.runner.run((context) -> {
			Reports reports = context.getBean(Reports.class);
			assertThatExceptionOfType(TimeLimitExceededException.class).isThrownBy(reports::hangOn);
			assertThat(reports.interrupted().getCount()).isOne();
			reports.release().countDown();
			assertThat(reports.finished().await(30, TimeUnit.SECONDS)).isTrue();
		});
	}

	@Test
	void breakerAroundItRecordsTheTimeoutAndTheFallbackSeesIt() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Reports.class).hangWithFallback()).isEqualTo("TimeoutException");
			assertThat(context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("short")
				.getMetrics()
				.getNumberOfFailedCalls()).isOne();
		});
	}

	@Test
	void failureOfTheWorkIsTheCallersFailure() {
		this.runner.run((context) -> assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> context.getBean(Reports.class).fail())
			.withMessage("failed"));
	}

	@Test
	void workHasTheContextOfTheCaller() {
		ContextRegistry.getInstance().registerThreadLocalAccessor("user", USER);
		try {
			this.runner.run((context) -> assertThat(contextSeen(context.getBean(Reports.class)))
				.isEqualTo("other thread, deadline, request-1, somebody"));
		}
		finally {
			ContextRegistry.getInstance().removeThreadLocalAccessor("user");
		}
	}

	@Test
	void workHasDeadlineAndLoggingContextAlsoWithoutMicrometersContextPropagation() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.context"))
			.run((context) -> assertThat(contextSeen(context.getBean(Reports.class)))
				.isEqualTo("other thread, deadline, request-1, null"));
	}

	private static String contextSeen(Reports reports) {
		MDC.put("request", "request-1");
		USER.set("somebody");
		try (CurrentDeadline.Scope scope = CurrentDeadline.open(Deadline.after(Duration.ofMinutes(1), () -> 0))) {
			assertThat(scope).isNotNull();
			return reports.context(Thread.currentThread());
		}
		finally {
			USER.remove();
			MDC.remove("request");
		}
	}

	@Test
	void adviceOfAspectJWithinFindsItsInvocation() {
		this.runner.withBean(Logging.class).run((context) -> {
			assertThat(context.getBean(Reports.class).context(Thread.currentThread())).startsWith("other thread");
			assertThat(context.getBean(Logging.class).last()).contains("context(");
		});
	}

	@Test
	void busyThreadsRefuseWorkAndSayWhichKeyToSet() {
		this.runner.withPropertyValues("resilience.annotation.max-threads=1").run((context) -> {
			Reports reports = context.getBean(Reports.class);
			assertThatExceptionOfType(TimeLimitExceededException.class).isThrownBy(reports::hangOn);
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(reports::hang)
				.withMessageContaining("resilience.annotation.max-threads");
			reports.release().countDown();
			await().atMost(Duration.ofSeconds(30))
				.ignoreExceptions()
				.untilAsserted(() -> assertThat(reports.context(Thread.currentThread())).isNotEmpty());
		});
	}

	@Test
	void numberOfThreadsMustBePositive() {
		this.runner.withPropertyValues("resilience.annotation.max-threads=0")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("resilience.annotation.max-threads")
				.hasStackTraceContaining("must be at least 1"));
	}

	@Test
	void threadsEndWithTheContext() {
		Thread[] worker = new Thread[1];
		this.runner.run((context) -> {
			context.getBean(Reports.class).remember(worker);
			assertThat(worker[0].getName()).startsWith("resilience-limited-");
			assertThat(worker[0].isDaemon()).isTrue();
		});
		await().atMost(Duration.ofSeconds(30)).until(() -> !worker[0].isAlive());
	}

	public static class Reports {

		private final CountDownLatch interrupted = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		private final CountDownLatch finished = new CountDownLatch(1);

		CountDownLatch interrupted() {
			return this.interrupted;
		}

		CountDownLatch release() {
			return this.release;
		}

		CountDownLatch finished() {
			return this.finished;
		}

		@TimeLimiter(name = "short")
		void hang() {
			waitForRelease();
		}

		@TimeLimiter(name = "short")
		void hangAsDeclared() throws TimeoutException {
			waitForRelease();
		}

		@TimeLimiter(name = "lenient")
		void hangOn() {
			waitForRelease();
		}

		@CircuitBreaker(name = "short")
		@TimeLimiter(name = "short", fallbackMethod = "typeOf")
		String hangWithFallback() {
			waitForRelease();
			return "answer";
		}

		String typeOf(Exception ex) {
			return ex.getClass().getSimpleName();
		}

		@TimeLimiter(name = "roomy")
		void fail() {
			throw new IllegalStateException("failed");
		}

		@TimeLimiter(name = "roomy")
		public String context(Thread caller) {
			return ((Thread.currentThread() != caller) ? "other thread" : "same thread") + ", "
					+ ((CurrentDeadline.get() != null) ? "deadline" : "no deadline") + ", " + MDC.get("request") + ", "
					+ USER.get();
		}

		@TimeLimiter(name = "roomy")
		void remember(Thread[] worker) {
			worker[0] = Thread.currentThread();
		}

		private void waitForRelease() {
			try {
				this.release.await();
				this.finished.countDown();
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
			}
		}

	}

	@Aspect
	static class Logging {

		private @Nullable String last;

		@Before("execution(* io.github.resiliencestarter.annotation.AnnotatedTimeLimitTests.Reports.*(..))")
		void log(JoinPoint call) {
			this.last = call.getSignature().toShortString();
		}

		@Nullable String last() {
			return this.last;
		}

	}

}
