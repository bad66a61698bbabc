package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Time that a test advances; tasks that become due run on the thread of the test.
 */
public class ManualTime implements Timer {

	private static final Instant EPOCH = Instant.parse("2026-11-23T00:00:00Z");

	private final List<Task> tasks = new ArrayList<>();

	private long now = 1_000_000_000L;

	private long sequence;

	public DiscoveryTime discoveryTime() {
		RandomGenerator noChance = () -> -1L;
		return new DiscoveryTime(this::now, () -> EPOCH.plusNanos(now()), this, noChance);
	}

	public synchronized long now() {
		return this.now;
	}

	@Override
	public synchronized Scheduled schedule(Runnable task, Duration delay) {
		Task scheduled = new Task(task, this.now + delay.toNanos(), this.sequence++);
		this.tasks.add(scheduled);
		return () -> scheduled.cancelled = true;
	}

	/**
	 * Return the delays of what is to be done, soonest first.
	 */
	public synchronized List<Duration> pending() {
		return this.tasks.stream()
			.filter((task) -> !task.cancelled)
			.map((task) -> Duration.ofNanos(task.due - this.now))
			.sorted()
			.toList();
	}

	public void runDue() {
		advance(Duration.ZERO);
	}

	public void advance(Duration duration) {
		long end = now() + duration.toNanos();
		Optional<Task> next = nextBy(end);
		while (next.isPresent()) {
			next.get().run();
			next = nextBy(end);
		}
		synchronized (this) {
			this.now = end;
		}
	}

	private synchronized Optional<Task> nextBy(long end) {
		this.tasks.removeIf((task) -> task.cancelled);
		Optional<Task> next = this.tasks.stream()
			.filter((task) -> task.due <= end)
			.min(Comparator.comparingLong((Task task) -> task.due).thenComparingLong((task) -> task.sequence));
		next.ifPresent((task) -> {
			this.tasks.remove(task);
			this.now = Math.max(this.now, task.due);
		});
		return next;
	}

	private static final class Task {

		private final Runnable action;

		private final long due;

		private final long sequence;

		private volatile boolean cancelled;

		Task(Runnable action, long due, long sequence) {
			this.action = action;
			this.due = due;
			this.sequence = sequence;
		}

		void run() {
			this.action.run();
		}

	}

}
