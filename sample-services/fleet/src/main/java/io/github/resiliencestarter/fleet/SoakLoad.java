package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Open loop like {@link SteadyLoad} that only counts, so that its memory does not grow
 * with each request.
 */
final class SoakLoad {

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private final Map<Integer, Map<String, Integer>> failures = new ConcurrentHashMap<>();

	private final List<String> paths;

	private final int perMinute;

	private final Pace pace;

	private final Function<String, CompletableFuture<Answer>> client;

	private volatile boolean ended;

	/**
	 * Creates a load.
	 * @param paths the requested paths, in turn
	 * @param rps requests per second
	 * @param pace the clock
	 * @param client requests a path; the returned future never fails and completes within
	 * a bounded time
	 */
	SoakLoad(List<String> paths, int rps, Pace pace, Function<String, CompletableFuture<Answer>> client) {
		this.paths = List.copyOf(paths);
		this.perMinute = rps * 60;
		this.pace = pace;
		this.client = client;
	}

	/**
	 * Sends requests on the thread of the caller, and does not wait for the last
	 * responses.
	 * @param start the time of the first request
	 */
	void run(long start, int minutes) {
		for (int request = 0; request < minutes * this.perMinute && !this.ended; request++) {
			int minute = request / this.perMinute;
			this.pace.awaitUntil(start + request * MINUTE / this.perMinute);
			CompletableFuture<?> unused = this.client.apply(this.paths.get(request % this.paths.size()))
				.thenAccept((answer) -> record(minute, answer.outcome()));
		}
	}

	private void record(int minute, Outcome outcome) {
		if (outcome.failed()) {
			this.failures.computeIfAbsent(minute, (key) -> new ConcurrentHashMap<>())
				.merge(outcome.label(), 1, Integer::sum);
		}
	}

	void end() {
		this.ended = true;
	}

	/**
	 * The requests of each minute.
	 */
	int perMinute() {
		return this.perMinute;
	}

	/**
	 * The failed requests that were due in a minute, by outcome, as far as there are
	 * responses.
	 */
	Map<String, Integer> failures(int minute) {
		return new TreeMap<>(this.failures.getOrDefault(minute, Map.of()));
	}

}
