package io.github.resiliencestarter.control;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.resiliencestarter.control.Evaluation.Claimed;
import io.github.resiliencestarter.discovery.DiscoveryTime;
import io.github.resiliencestarter.discovery.Timer;
import io.github.resiliencestarter.reconfiguration.ReconfigurationLayer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Overrides of the fleet that this instance knows. What Consul says is authoritative: an
 * override that is no longer there has ended. If Consul does not respond, or does not let
 * this instance read, known overrides stay in force until they expire. Thread-safe.
 */
public final class Overrides {

	/**
	 * Time between two looks at the clock while an override is known.
	 */
	static final Duration TICK = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(Overrides.class);

	private final Supplier<OwnInstance> instance;

	private final OverrideChanges changes;

	private final OverrideFile file;

	private final DiscoveryTime time;

	private final Map<OverrideKey, Instant> since = new HashMap<>();

	private List<TrackedOverride> tracked = List.of();

	private Timer.@Nullable Scheduled tick;

	private boolean running;

	private @Nullable String failure;

	private volatile List<OverrideStatus> statuses = List.of();

	private volatile List<OverrideKey> inForce = List.of();

	private volatile int expiring;

	Overrides(Supplier<OwnInstance> instance, OverrideChanges changes, OverrideFile file, DiscoveryTime time) {
		this.instance = instance;
		this.changes = changes;
		this.file = file;
		this.time = time;
	}

	/**
	 * Begins with what is on disk.
	 */
	synchronized void start() {
		this.running = true;
		if (this.tracked.isEmpty()) {
			this.tracked = sorted(this.file.read(this.time));
		}
		tick();
	}

	synchronized void stop() {
		this.running = false;
		cancelTick();
	}

	/**
	 * Replaces all overrides by those in Consul.
	 * @param keys all keys below the prefix
	 */
	synchronized void update(List<OverrideKey> keys) {
		Map<OverrideKey, TrackedOverride> known = new HashMap<>();
		this.tracked.forEach((override) -> known.put(override.key(), override));
		Instant now = this.time.clock().instant();
		List<TrackedOverride> next = new ArrayList<>();
		for (OverrideKey key : keys) {
			TrackedOverride override = known.get(key);
			next.add((override != null) ? override
					: new TrackedOverride(key, now, this.time).replacing(lastAccepted(key)));
		}
		this.tracked = sorted(next);
		reconcile();
	}

	/**
	 * Returns the last version of a key that has not been rejected.
	 */
	private @Nullable TrackedOverride lastAccepted(OverrideKey key) {
		Set<OverrideKey> rejected = this.statuses.stream()
			.filter((status) -> status.state() == OverrideState.REJECTED)
			.map(OverrideStatus::key)
			.collect(Collectors.toSet());
		return this.tracked.stream()
			.filter((override) -> override.key().id().equals(key.id())
					&& override.key().createIndex() == key.createIndex())
			.flatMap(TrackedOverride::versions)
			.filter((version) -> version.problem() == null && !rejected.contains(version.key()))
			.findFirst()
			.orElse(null);
	}

	private static List<TrackedOverride> sorted(List<TrackedOverride> overrides) {
		return overrides.stream()
			.sorted(Comparator.comparingLong((TrackedOverride override) -> override.key().createIndex())
				.reversed()
				.thenComparing((override) -> override.key().id()))
			.toList();
	}

	private void reconcile() {
		Duration next = TICK;
		boolean done = false;
		try {
			next = obey();
			done = true;
			this.failure = null;
		}
		finally {
			// What has ended must end, even if this fails now
			schedule(next, !done);
		}
	}

	/**
	 * Makes what is in effect what the overrides say.
	 * @return the time until the next look at the clock
	 */
	private Duration obey() {
		int expiring = 0;
		Duration next = TICK;
		List<TrackedOverride> ending = new ArrayList<>();
		for (TrackedOverride override : this.tracked.stream().flatMap(TrackedOverride::versions).toList()) {
			Duration left = (override.problem() == null) ? override.left(this.time) : Duration.ZERO;
			if (override.isEndingSoon(left)) {
				ending.add(override);
			}
			next = (!left.isZero() && left.compareTo(next) < 0) ? left : next;
		}
		OwnInstance instance = this.instance.get();
		Set<String> names = this.changes.names();
		Evaluation evaluation = this.changes
			.apply((rejected) -> Evaluation.of(this.tracked, instance, names, rejected));
		for (TrackedOverride override : ending) {
			if (override.key().equals(evaluation.inForce().get(override.key().id()))) {
				expiring++;
				announce(override);
			}
		}
		publish(evaluation.statuses());
		this.inForce = List.copyOf(evaluation.inForce().values());
		this.expiring = expiring;
		this.file.write(this.tracked);
		return next;
	}

	private void announce(TrackedOverride override) {
		Duration left = override.left(this.time);
		OverrideDocument document = override.document();
		if (override.isToBeAnnounced(left) && document != null) {
			logger.warn("Override '%s' of '%s' ends in %d s, at %s: %s".formatted(override.key().id(), document.owner(),
					left.toSeconds(), document.end(), document.reason()));
		}
	}

	private void publish(List<OverrideStatus> statuses) {
		Map<OverrideKey, OverrideState> before = new HashMap<>();
		this.statuses.forEach((status) -> before.put(status.key(), status.state()));
		for (OverrideStatus status : statuses) {
			OverrideState known = before.get(status.key());
			if (known != status.state()) {
				this.since.put(status.key(), this.time.clock().instant());
				log(status);
			}
		}
		this.statuses = List.copyOf(statuses);
		this.since.keySet().retainAll(statuses.stream().map(OverrideStatus::key).collect(Collectors.toSet()));
	}

	private static void log(OverrideStatus status) {
		String id = OperatorText.quoted(status.id(), 100);
		switch (status.state()) {
			case REJECTED -> logger.warn("Rejected override '%s': %s".formatted(id, status.reason()));
			case SUPERSEDED -> logger.info("Override '%s' is superseded by '%s'".formatted(id, status.by()));
			case WAITING -> logger.info("Override '%s' waits: %s".formatted(id, status.reason()));
			default -> {
				// Each change is logged where it is made, and each end too
			}
		}
	}

	private void schedule(Duration delay, boolean failed) {
		cancelTick();
		boolean waits = this.running && (failed || this.tracked.stream()
			.flatMap(TrackedOverride::versions)
			.anyMatch((version) -> version.problem() == null && !version.hasEnded()));
		if (waits) {
			this.tick = this.time.timer().schedule(this::tick, delay);
		}
	}

	private synchronized void tick() {
		if (!this.running) {
			return;
		}
		try {
			reconcile();
		}
		catch (RuntimeException ex) {
			String failure = ex.toString();
			if (!failure.equals(this.failure)) {
				logger.warn("Cannot apply the overrides; retrying every %s".formatted(TICK), ex);
			}
			this.failure = failure;
		}
	}

	private void cancelTick() {
		if (this.tick != null) {
			this.tick.cancel();
			this.tick = null;
		}
	}

	/**
	 * Returns all overrides.
	 * @return the overrides, the youngest first
	 */
	synchronized List<OverrideStatus> all() {
		return now().toList();
	}

	private Stream<OverrideStatus> now() {
		return this.statuses.stream().map(this.changes::now);
	}

	/**
	 * Returns since when an override has its state.
	 */
	synchronized @Nullable Instant since(OverrideStatus status) {
		return this.since.get(status.key());
	}

	/**
	 * Returns the number of overrides in a state.
	 * @param state the state
	 * @return the number
	 */
	public long count(OverrideState state) {
		// A meter must not wait for a change
		return now().filter((status) -> status.state() == state).count();
	}

	/**
	 * Returns the number of overrides in force that end within a minute.
	 * @return the number
	 */
	public int expiring() {
		return this.expiring;
	}

	/**
	 * Returns a number that is the same on all instances that obey the same overrides.
	 * @return the number, less than 2 to the power of 32; 0 if there are none
	 */
	public long revision() {
		String inForce = this.inForce.stream()
			.map((key) -> key.id() + ":" + key.digest())
			.sorted()
			.collect(Collectors.joining("\n"));
		return inForce.isEmpty() ? 0
				: Long.parseLong(OwnInstance.digest(inForce.getBytes(StandardCharsets.UTF_8)).substring(0, 8), 16);
	}

	/**
	 * Returns the overrides that are in force for a target.
	 * @param name the name of the target or the circuit breaker
	 * @return their IDs, the youngest first
	 */
	public List<String> ofTarget(String name) {
		return this.statuses.stream()
			// The targets of a rejected one are those of its previous version
			.filter((status) -> (status.state() == OverrideState.APPLIED || status.state() == OverrideState.REJECTED)
					&& (status.targets().contains(name) || status.targets().contains("*")))
			.map(OverrideStatus::id)
			.toList();
	}

	/**
	 * Returns the override that sets a key.
	 * @param propertySource the name of the property source that the value is from
	 * @param key the key, in its usual form
	 * @return its ID, empty if no override sets it
	 */
	public synchronized Optional<String> setterOf(String propertySource, String key) {
		return propertySource.equals(ReconfigurationLayer.OVERRIDES.propertySource()) ? this.changes.setterOf(key)
				: Optional.empty();
	}

	/**
	 * Returns this instance.
	 */
	OwnInstance instance() {
		return this.instance.get();
	}

	/**
	 * Returns the settings as they would be with one more override.
	 */
	synchronized Map<String, Claimed> settingsWith(String id, OverrideDocument document) {
		return this.changes.settingsWith(id, document);
	}

	Set<String> names() {
		return this.changes.names();
	}

}
