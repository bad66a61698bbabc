package example;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls at a fixed rate, whatever the results. Latency counts from the time at which a
 * call is due.
 */
final class OpenLoop {

	private static final int PER_SECOND = 50;

	private final Runnable call;

	private final Queue<Result> results = new ConcurrentLinkedQueue<>();

	OpenLoop(Runnable call) {
		this.call = call;
	}

	/**
	 * Call for a time, and wait for the results.
	 */
	Phase run(String name, int seconds) throws InterruptedException {
		this.results.clear();
		ExecutorService threads = Executors.newCachedThreadPool();
		long start = System.nanoTime();
		for (int i = 0; i < seconds * PER_SECOND; i++) {
			long due = start + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
			while (System.nanoTime() < due) {
				LockSupport.parkNanos(due - System.nanoTime());
			}
			threads.execute(() -> call(due));
		}
		threads.shutdown();
		threads.awaitTermination(1, TimeUnit.MINUTES);
		return Phase.of(name, List.copyOf(this.results));
	}

	private void call(long due) {
		boolean failed = false;
		try {
			this.call.run();
		}
		catch (RuntimeException ex) {
			failed = true;
		}
		this.results.add(new Result(failed, System.nanoTime() - due));
	}

	private record Result(boolean failed, long nanos) {

	}

	/**
	 * Calls after something was killed.
	 *
	 * @param name what was killed
	 * @param calls the number of calls
	 * @param failed the number of those that failed
	 * @param p99 their 99th percentile in milliseconds
	 */
	record Phase(String name, int calls, long failed, long p99) {

		static Phase of(String name, List<Result> results) {
			List<Long> sorted = results.stream().map(Result::nanos).sorted().toList();
			long p99 = TimeUnit.NANOSECONDS.toMillis(sorted.get(sorted.size() * 99 / 100));
			return new Phase(name, results.size(), results.stream().filter(Result::failed).count(), p99);
		}

	}

}
