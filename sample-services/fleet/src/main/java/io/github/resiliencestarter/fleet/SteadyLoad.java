package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Open loop, as {@link OpenLoop}, that goes on until it is told to end, whose rate can
 * change, and that keeps each request for itself.
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
	 * @param paths what is asked for, in turn
	 * @param rps requests per second, until {@link #rate another rate} is set
	 * @param pace the clock
	 * @param client asks for a path; what it returns never fails, and is complete within
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
	 * @param limit when it ends by itself
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
	 * How long no request has failed.
	 */
	Duration well() {
		return Duration.ofNanos(this.pace.nanos() - this.failedAt);
	}

	/**
	 * Sends so many requests per second from the next one on.
	 */
	void rate(int rps) {
		if (rps < 1) {
			throw new IllegalArgumentException("A load has at least one request per second");
		}
		this.rps = rps;
	}

	void end() {
		this.ended = true;
	}

}
