package io.github.resiliencestarter.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * The state of the fleet: discovers and reads the instances, and publishes snapshots. Its
 * state belongs to one thread; other threads read what it has published.
 */
final class FleetView implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(FleetView.class);

	private static final Duration TICK = Duration.ofMillis(100);

	private static final Duration PUBLISH = Duration.ofMillis(500);

	private static final Duration STORE = Duration.ofSeconds(1);

	private static final Duration HURRY = Duration.ofSeconds(30);

	private static final int NAMED = 20;

	/**
	 * Number of instances from which on every other publication is left out.
	 */
	private static final int LARGE = 500;

	private final MemberSource source;

	private final @Nullable OverrideStore store;

	private final ConsoleThreads threads;

	private final Duration interval;

	private final InstantSource clock;

	private final Feed feed = new Feed();

	private final OverrideReader documents = new OverrideReader();

	private final Fleet fleet;

	private volatile Snapshot snapshot = Snapshot.none();

	private volatile Collection<Reading> readings = List.of();

	private volatile List<DependencyRow> rows = List.of();

	private volatile List<StoredOverride> overrides = List.of();

	private Summary.@Nullable Problem discoveryProblem;

	private Summary.@Nullable Problem storeProblem;

	private boolean storeRead;

	private boolean skipped;

	private volatile @Nullable Listener listener;

	private volatile boolean running;

	FleetView(MemberSource source, @Nullable OverrideStore store, Fleet.MemberReader reader,
			ConsoleProperties properties, ConsoleThreads threads) {
		this.source = source;
		this.store = store;
		this.threads = threads;
		this.interval = properties.interval();
		this.clock = InstantSource.system();
		this.fleet = new Fleet(reader, properties, this.clock, RandomGenerator.getDefault(), this.feed::compare);
	}

	/**
	 * Sets what is called after each snapshot, and when the view stops.
	 */
	void listener(Listener listener) {
		this.listener = listener;
	}

	@Override
	public void start() {
		this.running = true;
		repeat(this.threads.discovery(), this::discover, this.interval);
		repeat(this.threads.fleet(), this.fleet::tick, TICK);
		repeat(this.threads.fleet(), this::publish, PUBLISH);
		if (this.store != null) {
			repeat(this.threads.store(), this::readStore, STORE);
		}
	}

	private static void repeat(java.util.concurrent.ScheduledExecutorService executor, Runnable task,
			Duration interval) {
		Future<?> unused = executor.scheduleWithFixedDelay(() -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				logger.warn("The console could not update its state; retrying", ex);
			}
		}, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void stop() {
		this.running = false;
		Listener follower = this.listener;
		if (follower != null) {
			follower.stopping();
		}
		this.threads.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	private void discover() {
		try {
			Map<String, Member> found = this.source.find();
			this.threads.fleet().execute(() -> {
				this.discoveryProblem = null;
				this.fleet.update(found);
			});
		}
		catch (RuntimeException ex) {
			String reason = ReadFailure.of(ex).reason();
			this.threads.fleet().execute(() -> this.discoveryProblem = problem(this.discoveryProblem, reason));
		}
	}

	private Summary.Problem problem(Summary.@Nullable Problem known, String reason) {
		return new Summary.Problem(reason, (known != null) ? known.since() : this.clock.instant());
	}

	/**
	 * Reads the overrides now, and the instances more often for a while.
	 */
	void overrideChanged(String applicationGlob) {
		this.threads.store().execute(this::readStore);
		this.threads.fleet().execute(() -> this.fleet.hurry(applicationGlob, HURRY));
	}

	private void readStore() {
		try {
			List<StoredOverride> read = java.util.Objects.requireNonNull(this.store)
				.list()
				.stream()
				.map(this.documents::read)
				.toList();
			this.threads.fleet().execute(() -> {
				this.storeProblem = null;
				compare(this.overrides, read);
				this.overrides = read;
				this.storeRead = true;
			});
		}
		catch (RuntimeException ex) {
			String reason = ReadFailure.of(ex).reason();
			this.threads.fleet().execute(() -> this.storeProblem = problem(this.storeProblem, reason));
		}
	}

	private void compare(List<StoredOverride> before, List<StoredOverride> after) {
		if (!this.storeRead) {
			return;
		}
		Map<String, StoredOverride> known = before.stream()
			.collect(Collectors.toMap(StoredOverride::id, (override) -> override, (one, other) -> one));
		for (StoredOverride override : after) {
			StoredOverride earlier = known.remove(override.id());
			if (earlier == null || earlier.index() != override.index()) {
				OverrideDocument document = override.document();
				this.feed.add(FeedEvent.Kind.OVERRIDE, override.id(), ((earlier == null) ? "created" : "changed")
						+ ((document != null) ? " by " + document.by().owner() + ": " + document.by().reason() : ""));
			}
		}
		known.keySet().forEach((id) -> this.feed.add(FeedEvent.Kind.OVERRIDE, id, "deleted"));
	}

	private void publish() {
		Collection<Reading> current = this.fleet.readings();
		this.skipped = !this.skipped;
		if (current.size() > LARGE && this.skipped) {
			return;
		}
		List<DependencyRow> aggregated = Aggregation.of(current);
		// Without the store, it is not known what is missing there
		List<OverrideRow> acknowledged = this.storeRead ? new Convergence(current, NAMED).rows(this.overrides)
				: List.of();
		compareAcknowledgments(this.snapshot.overrides(), acknowledged);
		this.readings = current;
		this.rows = aggregated;
		this.snapshot = this.snapshot.next(summary(current, aggregated), aggregated, acknowledged,
				this.feed.publish(this.clock.instant()));
		Listener follower = this.listener;
		if (follower != null) {
			follower.published();
		}
	}

	private void compareAcknowledgments(List<OverrideRow> before, List<OverrideRow> after) {
		Map<String, OverrideRow> known = before.stream()
			.collect(Collectors.toMap(OverrideRow::id, (row) -> row, (one, other) -> one));
		for (OverrideRow row : after) {
			OverrideRow earlier = known.get(row.id());
			Acknowledgment acknowledgment = row.acknowledgment();
			if (acknowledgment.of() > 0 && acknowledgment.applied() == acknowledgment.of() && earlier != null
					&& earlier.acknowledgment().applied() < earlier.acknowledgment().of()) {
				this.feed.add(FeedEvent.Kind.OVERRIDE, row.id(),
						"applied on all %d instances".formatted(acknowledgment.of()));
			}
		}
	}

	private Summary summary(Collection<Reading> current, List<DependencyRow> aggregated) {
		Map<Reading.Health, Long> health = current.stream()
			.collect(Collectors.groupingBy(Reading::health, Collectors.counting()));
		return new Summary(current.size(), count(health, Reading.Health.READ),
				count(health, Reading.Health.UNREACHABLE), count(health, Reading.Health.NO_ENDPOINT), aggregated.size(),
				Math.toIntExact(aggregated.stream().filter((row) -> row.counts().open() > 0).count()),
				this.discoveryProblem, this.storeProblem);
	}

	private static int count(Map<Reading.Health, Long> health, Reading.Health of) {
		return Math.toIntExact(health.getOrDefault(of, 0L));
	}

	Snapshot snapshot() {
		return this.snapshot;
	}

	/**
	 * All dependencies, worst first, also those that are not in the snapshot.
	 */
	List<DependencyRow> rows() {
		return this.rows;
	}

	Collection<Reading> readings() {
		return this.readings;
	}

	List<StoredOverride> overrides() {
		return this.overrides;
	}

	/**
	 * What follows the view.
	 */
	interface Listener {

		/**
		 * There is a new snapshot.
		 */
		void published();

		/**
		 * The view is about to stop.
		 */
		void stopping();

	}

}
