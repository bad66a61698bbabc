package io.github.resiliencestarter.discovery;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.resiliencestarter.threads.ResilienceThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.util.function.SingletonSupplier;

/**
 * Instance lists of all targets in use.
 */
class InstanceLists implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(InstanceLists.class);

	private final Map<String, InstanceList> lists = new ConcurrentHashMap<>();

	private final Supplier<List<InstanceRegistry>> registries;

	private final DiscoveryProperties properties;

	private final DiscoveryTime time;

	private final Function<String, LastList> lastLists;

	private final Supplier<List<DiscoveryListener>> listeners;

	private volatile boolean running;

	private volatile boolean stopped;

	private boolean full;

	/**
	 * Create the lists. Registries and listeners are resolved when the first target is
	 * looked up.
	 */
	InstanceLists(Supplier<List<InstanceRegistry>> registries, DiscoveryProperties properties, DiscoveryTime time,
			Function<String, LastList> lastLists, Supplier<List<DiscoveryListener>> listeners) {
		this.registries = SingletonSupplier.of(registries);
		this.properties = properties;
		this.time = time;
		this.lastLists = lastLists;
		this.listeners = SingletonSupplier.of(listeners);
	}

	/**
	 * Return the list of a target, which is watched from now on.
	 * @param target the target
	 * @return the list, or {@code null} if there are too many targets
	 */
	@Nullable InstanceList forTarget(String target) {
		InstanceList list = this.lists.get(target);
		if (list == null) {
			list = add(target);
		}
		return (list == null || this.stopped) ? list : list.use();
	}

	/**
	 * Return all lists, including those that are not currently watched.
	 */
	List<InstanceList> all() {
		return this.lists.values().stream().sorted(Comparator.comparing(InstanceList::target)).toList();
	}

	private synchronized @Nullable InstanceList add(String target) {
		InstanceList known = this.lists.get(target);
		if (known != null) {
			return known;
		}
		if (this.lists.size() >= this.properties.maxTargets() && !forgetOne()) {
			if (!this.full) {
				this.full = true;
				logger.warn(("More than %d targets; the instances of '%s' and further ones are queried for each call. "
						+ "See %s.max-targets")
					.formatted(this.properties.maxTargets(), target, DiscoveryProperties.PREFIX));
			}
			return null;
		}
		List<InstanceWatch.Factory> watches = this.registries.get()
			.stream()
			.sorted(Comparator.comparingInt(Ordered::getOrder))
			.flatMap((registry) -> registry.watchesOf(target).stream())
			.map((factory) -> new InstanceWatch.Factory(factory.place(),
					(listener) -> factory.maker()
						.create(new AddedInstances(listener, (share) -> tellAdded(target, share)))))
			.toList();
		InstanceList list = new InstanceList(target, watches, ListRules.of(this.properties), this.time,
				this.lastLists.apply(target));
		this.lists.put(target, list);
		tell((listener) -> listener.onTarget(list));
		return list;
	}

	private void tellAdded(String target, double share) {
		InstanceList list = this.lists.get(target);
		if (list != null) {
			tell((listener) -> listener.onInstancesAdded(list, share));
		}
	}

	private boolean forgetOne() {
		for (InstanceList list : this.lists.values()) {
			if (!list.isWatched()) {
				this.lists.remove(list.target());
				tell((listener) -> listener.onTargetForgotten(list));
				return true;
			}
		}
		return false;
	}

	private void tell(Consumer<DiscoveryListener> event) {
		for (DiscoveryListener listener : this.listeners.get()) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener " + listener + " failed; discovery continues", ex);
			}
		}
	}

	@Override
	public void start() {
		this.stopped = false;
		this.running = true;
	}

	@Override
	public void stop() {
		this.stopped = true;
		this.running = false;
		this.lists.values().forEach(InstanceList::pause);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	// Stops right before its threads
	@Override
	public int getPhase() {
		return ResilienceThreads.PHASE + 1;
	}

}
