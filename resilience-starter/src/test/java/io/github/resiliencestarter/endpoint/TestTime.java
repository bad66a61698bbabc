package io.github.resiliencestarter.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Clock and scheduler that a test moves.
 */
final class TestTime implements InstantSource, BreakGlass.Scheduler {

	private Instant now = Instant.parse("2026-11-28T03:00:00Z");

	private final List<Task> tasks = new ArrayList<>();

	@Override
	public synchronized Instant instant() {
		return this.now;
	}

	@Override
	public synchronized void schedule(Runnable task, Duration delay) {
		this.tasks.add(new Task(this.now.plus(delay), task));
	}

	/**
	 * Forgets what is scheduled, as threads do that stop.
	 */
	synchronized void forget() {
		this.tasks.clear();
	}

	void pass(Duration duration) {
		List<Task> due = new ArrayList<>();
		synchronized (this) {
			this.now = this.now.plus(duration);
			this.tasks.removeIf((task) -> !task.at().isAfter(this.now) && due.add(task));
		}
		due.forEach((task) -> task.work().run());
	}

	private record Task(Instant at, Runnable work) {

	}

}
