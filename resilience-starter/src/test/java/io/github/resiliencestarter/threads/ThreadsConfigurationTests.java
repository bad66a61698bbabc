package io.github.resiliencestarter.threads;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;

import io.github.resiliencestarter.StarterContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ThreadsConfiguration}.
 */
class ThreadsConfigurationTests {

	private final ApplicationContextRunner runner = StarterContext.runner();

	@Test
	void oneBeanOwnsTheThreadsOfAllFeatures() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ResilienceThreads.class);
			assertThat(context.getBean(ResilienceThreads.class).isRunning()).isTrue();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.discovery.enabled", "resilience.http.enabled", "resilience.annotation.enabled",
			"resilience.reconfiguration.enabled" })
	void featuresNeedNoneOfTheOthersForTheirThreads(String disabled) {
		this.runner.withPropertyValues(disabled + "=false")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ResilienceThreads.class));
	}

	@Test
	void disabledStarterHasNoThreads() {
		this.runner.withPropertyValues("resilience.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ResilienceThreads.class));
	}

	@Test
	void executorAndSchedulerOfSpringBootDoNotBackOff() {
		this.runner.withUserConfiguration(Scheduling.class).run((context) -> {
			assertThat(context).hasBean("applicationTaskExecutor").hasBean("taskScheduler");
			assertThat(context.getBeanNamesForType(Executor.class)).containsExactlyInAnyOrder("applicationTaskExecutor",
					"taskScheduler");
			assertThat(context).hasSingleBean(TaskScheduler.class);
			assertThat(context.getBeanNamesForType(ScheduledExecutorService.class)).isEmpty();
			assertThat(context.getBean("applicationTaskExecutor")).isInstanceOf(AsyncTaskExecutor.class);
		});
	}

	@Test
	void executorsOfTheUserStayTheOnlyOnes() {
		ScheduledExecutorService own = Executors.newSingleThreadScheduledExecutor();
		// Spring Boot's gRPC server defines a scheduler for its health
		this.runner.withBean("own", ScheduledExecutorService.class, () -> own)
			.withUserConfiguration(Scheduling.class)
			.withClassLoader(new FilteredClassLoader("io.grpc"))
			.run((context) -> assertThat(context.getBeanNamesForType(Executor.class)).containsExactly("own"));
		assertThat(own.isShutdown()).isTrue();
	}

	@Test
	void settingsOfTheUsersTasksDoNotApply() {
		this.runner
			.withPropertyValues("spring.task.execution.pool.max-size=1", "spring.task.execution.pool.core-size=1",
					"spring.task.execution.pool.queue-capacity=0", "spring.task.execution.thread-name-prefix=mine-",
					"spring.task.scheduling.pool.size=1", "spring.task.scheduling.thread-name-prefix=mine-",
					"spring.task.execution.simple.concurrency-limit=1")
			.run((context) -> {
				ResilienceThreads threads = context.getBean(ResilienceThreads.class);
				CountDownLatch running = new CountDownLatch(20);
				CountDownLatch release = new CountDownLatch(1);
				for (int i = 0; i < 20; i++) {
					Future<?> unused = threads.schedule(() -> {
						assertThat(Thread.currentThread().getName()).startsWith("resilience-worker-");
						running.countDown();
						await().until(() -> release.getCount() == 0);
					}, Duration.ZERO, threads.workers());
				}
				await().until(() -> running.getCount() == 0);
				release.countDown();
				assertThat(context.getBean("applicationTaskExecutor", TaskExecutor.class)).isNotNull();
			});
	}

	@Test
	void threadsAreThereWhileTheContextCloses() {
		CountDownLatch done = new CountDownLatch(1);
		this.runner.withInitializer((context) -> context.addApplicationListener((event) -> {
			if (event instanceof ContextClosedEvent closed) {
				closed.getApplicationContext().getBean(ResilienceThreads.class).workers().execute(done::countDown);
			}
		})).run((context) -> assertThat(context).hasNotFailed());
		await().until(() -> done.getCount() == 0);
	}

	@Test
	void threadsEndIfTheApplicationFailsToStart() {
		AtomicReference<@Nullable Executor> workers = new AtomicReference<>();
		this.runner.withInitializer((context) -> context.addApplicationListener((event) -> {
			if (event instanceof ContextRefreshedEvent) {
				workers.set(context.getBean(ResilienceThreads.class).workers());
				throw new IllegalStateException("not today");
			}
		})).run((context) -> assertThat(context).hasFailed());
		assertThat(workers.get()).isNotNull()
			.satisfies((executor) -> assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> executor.execute(() -> {
				})));
	}

	@Test
	void threadsCanBeUsedAgainAfterARestartOfTheContext() {
		this.runner.withPropertyValues("spring.cloud.refresh.on-restart.enabled=false").run((context) -> {
			ConfigurableApplicationContext restarted = context.getSourceApplicationContext();
			ResilienceThreads threads = context.getBean(ResilienceThreads.class);
			restarted.stop();
			assertThat(threads.isRunning()).isFalse();
			restarted.start();
			CountDownLatch done = new CountDownLatch(1);
			Future<?> unused = threads.schedule(done::countDown, Duration.ZERO, threads.aborters());
			await().until(() -> done.getCount() == 0);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@EnableScheduling
	static class Scheduling {

	}

}
