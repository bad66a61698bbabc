package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.cloud.client.ServiceInstance;

/**
 * Simulated callers, as a process of its own for {@link ScaleRun}. Each caller has its
 * own HTTP client, connection limit and instance lists, but the callers of a process
 * share the threads of discovery, and have no application.
 */
final class ScaleCallers implements AutoCloseable {

	private static final Duration WAIT = Duration.ofSeconds(25);

	private static final int CONNECTIONS = 100;

	private static final int WORKERS = 8;

	private static final ListRules RULES = new ListRules(Duration.ofSeconds(2), Duration.ofMinutes(10),
			Duration.ofMinutes(5), Duration.ofHours(1));

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);

	private final DiscoveryTime time = DiscoveryTime.system((task, delay) -> ScaleCallers
		.cancellation(this.timer.schedule(() -> this.workers.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS)));

	private final List<InstanceList> lists = new ArrayList<>();

	private final Queue<Long> heard = new ConcurrentLinkedQueue<>();

	private final AtomicLong responses = new AtomicLong();

	private final AtomicLong changes = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	/**
	 * Runs callers until standard input ends. The commands are {@code stats}, which also
	 * resets the counters, and {@code memory}.
	 */
	public static void main(String[] args) throws IOException {
		LoggingSystem logging = LoggingSystem.get(ScaleCallers.class.getClassLoader());
		logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
		int callers = Integer.parseInt(args[0]);
		int targets = Integer.parseInt(args[1]);
		try (ScaleCallers all = new ScaleCallers()) {
			long before = memory();
			System.out.println("ready");
			for (int caller = 0; caller < callers; caller++) {
				all.start("http://127.0.0.1:" + args[2 + caller % (args.length - 2)], targets);
			}
			ScaleProcess.obey(
					(command) -> command.equals("memory") ? Long.toString((memory() - before) / callers) : all.stats());
		}
	}

	private static Timer.Scheduled cancellation(Future<?> future) {
		return () -> future.cancel(false);
	}

	private static long memory() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private void start(String agent, int targets) {
		ConsulAgents agents = new ConsulAgents(List.of(URI.create(agent)), null, () -> null, this.time.timer(),
				this.workers);
		ConsulConnections connections = new ConsulConnections(agents, CONNECTIONS, this.time);
		for (int target = 0; target < targets; target++) {
			InstanceQuery query = new InstanceQuery(ScaleRun.target(target), null, List.of(), true, null);
			InstanceList list = new InstanceList(query.target(),
					List.of(new InstanceWatch.Factory("Consul",
							(listener) -> new ConsulWatch(connections, query, WAIT, this.time, new Counter(listener)))),
					RULES, this.time, LastList.NONE);
			this.lists.add(list.use());
		}
	}

	/**
	 * The lists that have instances, responses, changes, failures, and the milliseconds
	 * from a change to a caller: median, 99th percentile and maximum.
	 */
	private String stats() {
		List<Long> sorted = new ArrayList<>();
		for (Long next = this.heard.poll(); next != null; next = this.heard.poll()) {
			sorted.add(next);
		}
		sorted.sort(null);
		long filled = this.lists.stream().filter((list) -> !list.instances().isEmpty()).count();
		return "%d %d %d %d %d %d %d".formatted(filled, this.responses.getAndSet(0), this.changes.getAndSet(0),
				this.failures.getAndSet(0), percentile(sorted, 50), percentile(sorted, 99), percentile(sorted, 100));
	}

	private static long percentile(List<Long> sorted, int percent) {
		return sorted.isEmpty() ? 0
				: sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1_000_000;
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
		this.workers.shutdownNow();
	}

	private final class Counter implements InstanceWatch.Listener {

		private final InstanceWatch.Listener list;

		private String changed = "";

		Counter(InstanceWatch.Listener list) {
			this.list = list;
		}

		@Override
		public void onInstances(List<ServiceInstance> instances, boolean pushed) {
			this.list.onInstances(instances, pushed);
			ScaleCallers.this.responses.incrementAndGet();
			String changed = Objects.requireNonNull(instances.get(0).getMetadata()).getOrDefault("changed", "");
			if (!changed.equals(this.changed)) {
				this.changed = changed;
				ScaleCallers.this.changes.incrementAndGet();
				ScaleCallers.this.heard.add(ScaleRun.NANOS.getAsLong() - Long.parseLong(changed));
			}
		}

		@Override
		public void onFailure(String reason, boolean heardUntilNow) {
			this.list.onFailure(reason, heardUntilNow);
			ScaleCallers.this.failures.incrementAndGet();
		}

	}

}
