package io.github.resiliencestarter.guard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.github.resiliencestarter.engines.Engines;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Registry of the guards, one for each target. A guard is created on first use.
 */
public class Guards {

	private static final Log logger = LogFactory.getLog(Guards.class);

	private final Map<String, Optional<Guard>> guards = new ConcurrentHashMap<>();

	private final Function<String, GuardSettings> settings;

	private final Engines engines;

	private final GuardListeners listener;

	private final GuardTime time;

	private final int maxTargets;

	Guards(Function<String, GuardSettings> settings, Engines engines, GuardListeners listener, GuardTime time,
			int maxTargets) {
		this.settings = settings;
		this.engines = engines;
		this.listener = listener;
		this.time = time;
		this.maxTargets = maxTargets;
	}

	/**
	 * Returns the guard of a target.
	 * @param target the target
	 * @return its guard, or {@code null} if calls to it are not guarded
	 */
	public @Nullable Guard forTarget(String target) {
		Optional<Guard> known = this.guards.get(target);
		if (known == null) {
			known = create(target);
		}
		return known.orElse(null);
	}

	/**
	 * Returns the guard of a target without creating it.
	 * @param target the target
	 * @return its guard, empty if there is none so far
	 */
	public Optional<Guard> find(String target) {
		return this.guards.getOrDefault(target, Optional.empty());
	}

	/**
	 * Returns all guards.
	 * @return the guards at this moment
	 */
	public List<Guard> all() {
		return this.guards.values().stream().flatMap(Optional::stream).toList();
	}

	private Optional<Guard> create(String target) {
		// Hosts may come from data: the number of guards and meters must be bounded
		if (this.guards.size() >= this.maxTargets) {
			logger.debug("Not guarding '" + target + "': resilience.client.max-targets is reached");
			return Optional.empty();
		}
		Optional<Guard> created = guard(target);
		Optional<Guard> earlier = this.guards.putIfAbsent(target, created);
		if (earlier != null) {
			return earlier;
		}
		created.ifPresent(this.listener::onTarget);
		return created;
	}

	private Optional<Guard> guard(String target) {
		GuardSettings settings = this.settings.apply(target);
		if (!settings.enabled()) {
			return Optional.empty();
		}
		if (this.guards.size() == this.maxTargets - 1) {
			logger.warn("'" + target + "' is the last of " + this.maxTargets
					+ " targets whose calls are guarded; set resilience.client.max-targets if there are more");
		}
		return Optional.of(new Guard(target, settings, this.engines, this.listener, this.time));
	}

}
