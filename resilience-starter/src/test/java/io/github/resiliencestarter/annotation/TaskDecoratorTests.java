package io.github.resiliencestarter.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.core.ContextAwareScheduledThreadPoolExecutor;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.TaskDecorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link DecoratingCarrier}: what a user's {@link TaskDecorator} carries is
 * there where an annotated method runs.
 */
class TaskDecoratorTests {

	private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

	private final ApplicationContextRunner runner = Annotated.runner()
		.withBean(Reports.class)
		.withPropertyValues("resilience4j.timelimiter.configs.default.timeout-duration=60s")
		.withBean(TaskDecorator.class, () -> TaskDecoratorTests::carryTenant);

	@BeforeEach
	void begin() {
		TENANT.set("acme");
	}

	@AfterEach
	void end() {
		TENANT.remove();
	}

	private static Runnable carryTenant(Runnable task) {
		String tenant = TENANT.get();
		return () -> {
			TENANT.set(tenant);
			try {
				task.run();
			}
			finally {
				TENANT.remove();
			}
		};
	}

	@Test
	void methodWithATimeLimitHasWhatTheDecoratorCarries() {
		this.runner.run((context) -> {
			Reports reports = context.getBean(Reports.class);
			assertThat(reports.limited(Thread.currentThread())).isEqualTo("other thread, acme");
			assertThat(TENANT.get()).isEqualTo("acme");
		});
	}

	@Test
	void methodInAThreadPoolHasWhatTheDecoratorCarries() {
		this.runner.run((context) -> assertThat(context.getBean(Reports.class).pooled(Thread.currentThread()))
			.isEqualTo("other thread, acme"));
	}

	@Test
	void retriesOfAnAsynchronousMethodHaveWhatTheDecoratorCarriesAndLeaveTheCallersContextAlone() {
		this.runner.run((context) -> {
			Reports reports = context.getBean(Reports.class);
			reports.retried(Thread.currentThread()).toCompletableFuture().get(30, TimeUnit.SECONDS);
			assertThat(reports.attempts()).containsExactly("same thread, acme", "other thread, acme",
					"other thread, acme");
			assertThat(TENANT.get()).isEqualTo("acme");
		});
	}

	@Test
	void schedulerOfResilience4jReplacesThatOfTheStarter() {
		this.runner
			.withBean(ContextAwareScheduledThreadPoolExecutor.class,
					() -> ContextAwareScheduledThreadPoolExecutor.newScheduledThreadPool().corePoolSize(1).build())
			.run((context) -> {
				Reports reports = context.getBean(Reports.class);
				reports.retried(Thread.currentThread()).toCompletableFuture().get(30, TimeUnit.SECONDS);
				assertThat(reports.threads()).startsWith(Thread.currentThread())
					.hasSize(3)
					.noneMatch((thread) -> thread.getName().startsWith("resilience-"));
			});
	}

	@Test
	void retriesRunOnTheSchedulerOfTheStarterOtherwise() {
		this.runner.run((context) -> {
			Reports reports = context.getBean(Reports.class);
			reports.retried(Thread.currentThread()).toCompletableFuture().get(30, TimeUnit.SECONDS);
			assertThat(reports.threads().subList(1, 3))
				.allMatch((thread) -> thread.getName().startsWith("resilience-scheduler-"));
		});
	}

	@Test
	void failureReachesTheCaller() {
		this.runner
			.run((context) -> assertThatIllegalStateException().isThrownBy(() -> context.getBean(Reports.class).fail())
				.withMessage("failed"));
	}

	@Test
	void severalDecoratorsApplyInOrder() {
		List<String> order = new ArrayList<>();
		this.runner.withBean("second", TaskDecorator.class, () -> (task) -> () -> {
			order.add("second with " + TENANT.get());
			task.run();
		})
			.run((context) -> assertThat(context.getBean(Reports.class).limited(Thread.currentThread()))
				.isEqualTo("other thread, acme"));
		assertThat(order).hasSize(1);
	}

	@Test
	void decoratorThatFailsFailsTheCall() {
		Annotated.runner().withBean(Reports.class).withBean(TaskDecorator.class, () -> (task) -> () -> {
			throw new IllegalStateException("no tenant");
		})
			.run((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(Reports.class).limited(Thread.currentThread()))
				.withMessage("no tenant"));
	}

	@Test
	void decoratorThatRunsNothingIsARejection() {
		Annotated.runner().withBean(Reports.class).withBean(TaskDecorator.class, () -> (task) -> () -> {
		})
			.run((context) -> assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> context.getBean(Reports.class).limited(Thread.currentThread()))
				.withMessageContaining("TaskDecorator"));
	}

	static class Reports {

		private final List<String> attempts = new ArrayList<>();

		private final List<Thread> threads = new ArrayList<>();

		private final AtomicInteger failures = new AtomicInteger(2);

		List<String> attempts() {
			return this.attempts;
		}

		List<Thread> threads() {
			return this.threads;
		}

		@TimeLimiter(name = "roomy")
		String limited(Thread caller) {
			return seen(caller);
		}

		@TimeLimiter(name = "roomy")
		String fail() {
			throw new IllegalStateException("failed");
		}

		@Bulkhead(name = "pool", type = Bulkhead.Type.THREADPOOL)
		String pooled(Thread caller) {
			return seen(caller);
		}

		@Retry(name = "asynchronous")
		CompletionStage<String> retried(Thread caller) {
			this.attempts.add(seen(caller));
			this.threads.add(Thread.currentThread());
			return (this.failures.getAndDecrement() > 0) ? CompletableFuture.failedFuture(new IllegalStateException())
					: CompletableFuture.completedFuture("done");
		}

		private String seen(Thread caller) {
			return ((Thread.currentThread() != caller) ? "other thread" : "same thread") + ", " + TENANT.get();
		}

	}

}
