package io.github.resiliencestarter.guard;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.failure.HttpJudge;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Registry of the guards, one for each target. A guard is created on first use, and
 * follows the settings of its target.
 */
public class Guards {

	private static final Log logger = LogFactory.getLog(Guards.class);

	private final Map<String, Entry> entries = new ConcurrentHashMap<>();

	// Number of changes of the settings
	private final AtomicInteger revision = new AtomicInteger();

	private final Function<String, GuardSettings> settings;

	private final Engines engines;

	private final GuardListeners listener;

	private final GuardTime time;

	private final int maxTargets;

	private volatile HttpJudge judge = HttpJudge.standard();

	Guards(Function<String, GuardSettings> settings, Engines engines, GuardListeners listener, GuardTime time,
			int maxTargets) {
		this.settings = settings;
		this.engines = engines;
		this.listener = listener;
		this.time = time;
		this.maxTargets = maxTargets;
	}

	/**
	 * Sets the judge of the exceptions of calls made by {@link #of}.
	 * @return this registry
	 */
	Guards judgedBy(HttpJudge judge) {
		this.judge = judge;
		return this;
	}

	/**
	 * Returns a target of calls that are made by any code.
	 * @param target the name that the target has in the configuration
	 * @return the target
	 */
	public GuardedTarget of(String target) {
		return new GuardedTarget(target, this::forTarget, this.judge, this.time.nanoClock(), false);
	}

	/**
	 * Returns the guard of a target.
	 * @param target the target
	 * @return its guard, or {@code null} if calls to it are not guarded
	 */
	public @Nullable Guard forTarget(String target) {
		Entry entry = this.entries.get(target);
		return (entry != null) ? entry.active() : create(target);
	}

	/**
	 * Returns the guard of a target without creating it.
	 * @param target the target
	 * @return its guard, empty if there is none so far
	 */
	public Optional<Guard> find(String target) {
		return Optional.ofNullable(this.entries.get(target)).map(Entry::active);
	}

	/**
	 * Returns all guards.
	 * @return the guards at this moment
	 */
	public List<Guard> all() {
		return this.entries.values().stream().flatMap((entry) -> Stream.ofNullable(entry.active())).toList();
	}

	/**
	 * Returns the settings of all targets that have been called so far, guarded or not.
	 */
	Map<String, GuardSettings> settingsByTarget() {
		return this.entries.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().settings()));
	}

	/**
	 * Reads the settings of all targets again, because they may have changed.
	 */
	void refresh() {
		this.revision.incrementAndGet();
		this.entries.keySet().forEach(this::refresh);
	}

	private synchronized void refresh(String target) {
		GuardSettings settings = this.settings.apply(target);
		Entry entry = Objects.requireNonNull(this.entries.get(target));
		if (settings.equals(entry.settings())) {
			return;
		}
		Guard guard = entry.guard();
		if (guard != null) {
			guard.change(settings);
		}
		else if (settings.enabled()) {
			guard = guard(target, settings);
		}
		this.entries.put(target, Entry.of(settings, guard));
		if (entry.guard() == null && guard != null) {
			this.listener.onTarget(guard);
		}
	}

	private @Nullable Guard create(String target) {
		// Hosts may come from data: the number of guards and meters must be bounded
		if (this.entries.size() >= this.maxTargets) {
			logger.debug("Not guarding '" + target + "': resilience.client.max-targets is reached");
			return null;
		}
		int revision = this.revision.get();
		GuardSettings settings = this.settings.apply(target);
		Entry created = Entry.of(settings, settings.enabled() ? guard(target, settings) : null);
		Entry earlier = this.entries.putIfAbsent(target, created);
		if (earlier != null) {
			return earlier.active();
		}
		if (created.guard() != null) {
			this.listener.onTarget(created.guard());
		}
		if (revision == this.revision.get()) {
			return created.active();
		}
		refresh(target);
		return Objects.requireNonNull(this.entries.get(target)).active();
	}

	private Guard guard(String target, GuardSettings settings) {
		if (this.entries.size() == this.maxTargets - 1) {
			logger.warn("'" + target + "' is the last of " + this.maxTargets
					+ " targets whose calls are guarded; set resilience.client.max-targets if there are more");
		}
		return new Guard(target, settings, this.engines, this.listener, this.time);
	}

	/**
	 * Target that has been called.
	 *
	 * @param settings its settings
	 * @param guard its guard, or {@code null} if calls have never been guarded
	 * @param active its guard, or {@code null} if calls are not guarded now
	 */
	private record Entry(GuardSettings settings, @Nullable Guard guard, @Nullable Guard active) {

		static Entry of(GuardSettings settings, @Nullable Guard guard) {
			return new Entry(settings, guard, settings.enabled() ? guard : null);
		}

	}

}
