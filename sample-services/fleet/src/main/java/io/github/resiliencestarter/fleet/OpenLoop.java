package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Open loop: each request is sent when it is due, independent of earlier requests, and
 * its latency counts from that time. A closed loop, which sends the next request after a
 * response, would send fewer requests when the service is slow, and hide the problem.
 */
final class OpenLoop {

	private static final long STEP = Duration.ofMillis(5).toNanos();

	private final Schedule schedule;

	private final Pace pace;

	private final Sender sender;

	private final Duration patience;

	/**
	 * Creates a run.
	 * @param schedule the times at which requests are due
	 * @param pace the clock
	 * @param sender sends a request
	 * @param patience how long to wait for responses after the last request was due
	 */
	OpenLoop(Schedule schedule, Pace pace, Sender sender, Duration patience) {
		this.schedule = schedule;
		this.pace = pace;
		this.sender = sender;
		this.patience = patience;
	}

	LoadReport run() {
		Tally tally = new Tally(this.schedule.requests());
		CompletableFuture<?>[] accounted = new CompletableFuture<?>[this.schedule.requests()];
		long start = this.pace.nanos();
		long due = start;
		for (int request = 0; request < accounted.length; request++) {
			due = start + this.schedule.dueNanos(request);
			this.pace.awaitUntil(due);
			accounted[request] = send(request, due, tally);
		}
		await(CompletableFuture.allOf(accounted), due + this.patience.toNanos());
		return tally.report(this.patience.toNanos());
	}

	private CompletableFuture<?> send(int request, long due, Tally tally) {
		return this.sender.send().thenAccept((outcome) -> tally.record(request, outcome, this.pace.nanos() - due));
	}

	private void await(CompletableFuture<?> accounted, long end) {
		while (!accounted.isDone() && this.pace.nanos() < end) {
			this.pace.awaitUntil(Math.min(end, this.pace.nanos() + STEP));
		}
	}

}
