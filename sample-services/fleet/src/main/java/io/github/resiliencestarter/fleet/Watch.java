package io.github.resiliencestarter.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Reads the metrics of each instance once a second. An instance that does not respond
 * does not delay the others.
 */
final class Watch implements AutoCloseable {

	private final Queue<Observation> observations = new ConcurrentLinkedQueue<>();

	private final List<ScheduledExecutorService> watchers = new ArrayList<>();

	private final List<Future<?>> watching = new ArrayList<>();

	private final FleetControl fleet;

	private final Pace pace;

	Watch(FleetControl fleet, Pace pace) {
		this.fleet = fleet;
		this.pace = pace;
		fleet.instances().forEach(this::watch);
	}

	private void watch(String instance) {
		ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "watch-" + instance);
			thread.setDaemon(true);
			return thread;
		});
		this.watchers.add(watcher);
		this.watching.add(watcher.scheduleAtFixedRate(() -> observe(instance), 0, 1, TimeUnit.SECONDS));
	}

	private void observe(String instance) {
		this.fleet.get(instance, Observation.PATH)
			.map((scrape) -> Observation.of(instance, this.pace.nanos(), scrape))
			.ifPresent(this.observations::add);
	}

	/**
	 * The observations so far.
	 */
	Observations seen() {
		return new Observations(List.copyOf(this.observations));
	}

	@Override
	public void close() {
		this.watching.forEach((watch) -> watch.cancel(true));
		this.watchers.forEach(ScheduledExecutorService::shutdownNow);
	}

}
