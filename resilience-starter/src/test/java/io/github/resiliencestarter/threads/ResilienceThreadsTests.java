package io.github.resiliencestarter.threads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ResilienceThreads}.
 */
class ResilienceThreadsTests {

	private final ResilienceThreads threads = new ResilienceThreads(false);

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<Thread> busy = new CopyOnWriteArrayList<>();

	@AfterEach
	void stop() {
		this.release.countDown();
		this.threads.stop();
	}

	@Test
	void startsNoThreadBeforeThereIsATask() {
		List<Thread> before = ownThreads();
		new ResilienceThreads(false).start();
		// Threads of earlier tests may end meanwhile
		assertThat(before).containsAll(ownThreads());
	}

	@Test
	void tasksRunOnDaemonsNamedAfterTheirPool() {
		Executor limited = this.threads.limited(10, "busy");
		List.of(this.threads.workers(), this.threads.aborters(), limited, this.threads.scheduler())
			.forEach((executor) -> executor.execute(this::waitForRelease));
		await().until(() -> this.busy.size() == 4);
		assertThat(this.busy).allMatch(Thread::isDaemon)
			.extracting((thread) -> thread.getName().replaceFirst("\\d+$", ""))
			.containsExactlyInAnyOrder("resilience-worker-", "resilience-abort-", "resilience-limited-",
					"resilience-scheduler-");
	}

	@Test
	void dueTaskRunsOnItsExecutorAndNotOnTheTimer() {
		List<Future<?>> scheduled = Stream.of(this.threads.workers(), this.threads.aborters())
			.<Future<?>>map((executor) -> this.threads.schedule(this::waitForRelease, Duration.ofMillis(1), executor))
			.toList();
		assertThat(scheduled).hasSize(2);
		await().until(() -> this.busy.size() == 2);
		assertThat(this.busy).extracting(Thread::getName)
			.allMatch((name) -> name.startsWith("resilience-worker-") || name.startsWith("resilience-abort-"));
	}

	@Test
	void abortersAreFewAndTheOthersWait() {
		CountDownLatch all = new CountDownLatch(50);
		for (int i = 0; i < 50; i++) {
			this.threads.aborters().execute(() -> {
				waitForRelease();
				all.countDown();
			});
		}
		await().until(() -> this.busy.size() == Pool.ABORTER.maxThreads());
		this.release.countDown();
		await().until(() -> all.getCount() == 0);
		assertThat(this.busy.stream().distinct()).hasSize(Pool.ABORTER.maxThreads());
	}

	@Test
	void workersDoNotWaitForOneAnother() {
		for (int i = 0; i < 50; i++) {
			this.threads.workers().execute(this::waitForRelease);
		}
		await().until(() -> this.busy.size() == 50);
	}

	@Test
	void limitedThreadsRejectWhatWouldHaveToWait() {
		Executor limited = this.threads.limited(2, "set a larger number");
		limited.execute(this::waitForRelease);
		limited.execute(this::waitForRelease);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> limited.execute(() -> {
		})).withMessage("set a larger number");
	}

	@Test
	void cancelledTaskIsForgottenAtOnce() {
		ScheduledThreadPoolExecutor scheduler = (ScheduledThreadPoolExecutor) this.threads.scheduler();
		scheduler.schedule(this::waitForRelease, 1, TimeUnit.HOURS).cancel(false);
		assertThat(scheduler.getQueue()).isEmpty();
		assertThat(scheduler.getRemoveOnCancelPolicy()).isTrue();
	}

	@Test
	void stoppedThreadsAcceptNoBackgroundWork() {
		Executor workers = this.threads.workers();
		workers.execute(() -> {
		});
		this.threads.stop();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> workers.execute(() -> {
		}));
		assertThat(this.threads.schedule(this::waitForRelease, Duration.ZERO, workers)).isDone();
	}

	@Test
	void stopEndsThreadsThatWaitAndTasksThatAreNotDue() {
		Executor limited = this.threads.limited(1, "busy");
		limited.execute(this::waitForRelease);
		Future<?> scheduled = this.threads.schedule(this::waitForRelease, Duration.ofHours(1), this.threads.workers());
		await().until(() -> this.busy.size() == 1);
		this.threads.stop();
		await().until(() -> !this.busy.get(0).isAlive());
		assertThat(scheduled.isCancelled()).isTrue();
	}

	@Test
	void beanMayCallAnnotatedMethodsWhileItIsDestroyed() {
		Executor limited = this.threads.limited(1, "busy");
		this.threads.stop();
		limited.execute(this::waitForRelease);
		this.threads.scheduler().execute(this::waitForRelease);
		await().until(() -> this.busy.size() == 2);
	}

	@Test
	void threadsCanBeUsedAgainAfterARestart() {
		Executor workers = this.threads.workers();
		Executor limited = this.threads.limited(1, "busy");
		for (int i = 1; i <= 3; i++) {
			this.threads.start();
			assertThat(this.threads.isRunning()).isTrue();
			int expected = 3 * i;
			List.of(workers, limited)
				.forEach((executor) -> executor.execute(() -> this.busy.add(Thread.currentThread())));
			Future<?> unused = this.threads.schedule(() -> this.busy.add(Thread.currentThread()), Duration.ZERO,
					this.threads.aborters());
			await().until(() -> this.busy.size() == expected);
			this.threads.stop();
			assertThat(this.threads.isRunning()).isFalse();
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsRunWhatMayBlockButNotWhatMustNotWaitForThem() {
		ResilienceThreads virtual = new ResilienceThreads(true);
		List<Thread> limitedThreads = new ArrayList<>();
		try {
			Executor limited = virtual.limited(1, "busy");
			List.of(virtual.workers(), limited, limited).forEach((executor) -> executor.execute(this::waitForRelease));
			await().until(() -> this.busy.size() == 3);
			assertThat(this.busy).extracting(Thread::toString).allMatch((thread) -> thread.startsWith("VirtualThread"));
			limitedThreads.addAll(
					this.busy.stream().filter((thread) -> thread.getName().startsWith("resilience-limited-")).toList());
			virtual.aborters().execute(this::waitForRelease);
			virtual.scheduler().execute(this::waitForRelease);
			await().until(() -> this.busy.size() == 5);
			assertThat(this.busy.subList(3, 5)).extracting(Thread::toString)
				.allMatch((thread) -> thread.startsWith("Thread"));
		}
		finally {
			virtual.stop();
		}
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> virtual.workers().execute(() -> {
		}));
		assertThat(limitedThreads).hasSize(2);
		await().until(() -> limitedThreads.stream().noneMatch(Thread::isAlive));
	}

	private void waitForRelease() {
		this.busy.add(Thread.currentThread());
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static List<Thread> ownThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("resilience-"))
			.toList();
	}

}
