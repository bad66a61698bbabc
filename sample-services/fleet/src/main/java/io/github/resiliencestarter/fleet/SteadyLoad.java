package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Open loop like {@link OpenLoop} that runs until it is ended, can change its rate, and
 * keeps the outcome of each request.
 */
final class SteadyLoad {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final List<String> paths;

	private final Pace pace;

	private final Function<String, CompletableFuture<Answer>> client;

	private volatile int rps;

	private volatile long failedAt;

	private volatile boolean ended;

	/**
	 * Creates a load.
	 * @param paths the requested paths, in turn
	 * @param rps requests per second, until {@link #rate another rate} is set
	 * @param pace the clock
	 * @param client requests a path; the returned future never fails and completes within
	 * a bounded time
	 */
	SteadyLoad(List<String> paths, int rps, Pace pace, Function<String, CompletableFuture<Answer>> client) {
		this.paths = List.copyOf(paths);
		this.pace = pace;
		this.client = client;
		this.failedAt = pace.nanos();
		rate(rps);
	}

	/**
	 * Sends requests, on the thread of the caller, until {@link #end()}, and waits for
	 * the requests in flight.
	 * @param limit the maximum duration
	 */
	List<Sample> run(Duration limit) {
		List<CompletableFuture<Sample>> samples = new ArrayList<>();
		long start = this.pace.nanos();
		long next = start;
		while (!this.ended && next - start < limit.toNanos()) {
			long due = next;
			this.pace.awaitUntil(due);
			String path = this.paths.get(samples.size() % this.paths.size());
			samples.add(this.client.apply(path).thenApply((answer) -> sample(path, due, answer)));
			next = due + SECOND / this.rps;
		}
		return samples.stream().map(CompletableFuture::join).toList();
	}

	private Sample sample(String path, long due, Answer answer) {
		long now = this.pace.nanos();
		if (answer.outcome().failed()) {
			this.failedAt = now;
		}
		return new Sample(path, due, now - due, answer);
	}

	/**
	 * The time since the last failure.
	 */
	Duration well() {
		return Duration.ofNanos(this.pace.nanos() - this.failedAt);
	}

	/**
	 * Changes the rate, starting with the next request.
	 */
	void rate(int rps) {
		if (rps < 1) {
			throw new IllegalArgumentException("The rate must be at least one request per second");
		}
		this.rps = rps;
	}

	void end() {
		this.ended = true;
	}

}
