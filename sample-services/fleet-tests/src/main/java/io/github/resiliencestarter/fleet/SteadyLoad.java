package io.github.resiliencestarter.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Open loop, as {@link OpenLoop}, that goes on until it is told to end and keeps each
 * request for itself.
 */
final class SteadyLoad {

	private final Schedule schedule;

	private final Pace pace;

	private final Supplier<CompletableFuture<Answer>> client;

	private volatile boolean ended;

	/**
	 * Creates a load.
	 * @param schedule when requests are due, and when it ends by itself
	 * @param pace the clock
	 * @param client sends a request; what it returns never fails, and is complete within
	 * a bounded time
	 */
	SteadyLoad(Schedule schedule, Pace pace, Supplier<CompletableFuture<Answer>> client) {
		this.schedule = schedule;
		this.pace = pace;
		this.client = client;
	}

	/**
	 * Sends requests, on the thread of the caller, until {@link #end()}, and waits for
	 * what is still under way.
	 */
	List<Sample> run() {
		List<CompletableFuture<Sample>> samples = new ArrayList<>();
		long start = this.pace.nanos();
		for (int request = 0; request < this.schedule.requests() && !this.ended; request++) {
			long due = start + this.schedule.dueNanos(request);
			this.pace.awaitUntil(due);
			samples.add(this.client.get().thenApply((answer) -> new Sample(due, this.pace.nanos() - due, answer)));
		}
		return samples.stream().map(CompletableFuture::join).toList();
	}

	void end() {
		this.ended = true;
	}

}
