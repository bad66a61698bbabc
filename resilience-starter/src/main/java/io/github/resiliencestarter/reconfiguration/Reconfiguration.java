package io.github.resiliencestarter.reconfiguration;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Applied;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Rejected;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Valid;
import io.github.resiliencestarter.targets.LiveSettings;
import io.github.resiliencestarter.targets.PreparedChange;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Service that applies changed properties without a restart: those under
 * {@code resilience4j} to the instances in Resilience4j's registries, and those under
 * {@code resilience.client} and {@code resilience.loadbalancing} to the targets. Only
 * instances and targets whose effective settings differ change, from their next call on.
 * An open circuit breaker stays open for the rest of its wait, and one that was forced
 * open, disabled or set to metrics only stays so.
 * <p>
 * Everything is read and checked before the first change. If one value is invalid,
 * nothing changes. Thread-safe.
 */
public final class Reconfiguration {

	private static final Log logger = LogFactory.getLog(Reconfiguration.class);

	private final Layers layers;

	private final List<LiveRegistry<?, ?, ?>> registries;

	private final Supplier<List<LiveSettings>> settings;

	private final AtomicInteger changes = new AtomicInteger();

	Reconfiguration(ConfigurableEnvironment environment, List<LiveRegistry<?, ?, ?>> registries,
			Supplier<List<LiveSettings>> settings, Consumer<Runnable> tasks) {
		this.layers = new Layers(environment);
		this.registries = registries;
		this.settings = settings;
		registries.forEach((registry) -> registry.onOutdated((name) -> tasks.accept(() -> catchUp(registry, name))));
	}

	/**
	 * Apply properties that take precedence over all others, except for those of later
	 * {@linkplain ReconfigurationLayer layers}. The next call replaces them; an empty map
	 * removes them.
	 * @param properties values by keys such as
	 * {@code resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold}
	 * @return {@link Applied}, or {@link Rejected} if the properties of the previous call
	 * remain in effect
	 */
	public ReconfigurationResult apply(Map<String, ?> properties) {
		return apply(ReconfigurationLayer.APPLICATION, properties);
	}

	/**
	 * Apply the properties of a layer. The next call for this layer replaces them; an
	 * empty map removes them.
	 * @param layer the layer
	 * @param properties values by keys
	 * @return {@link Applied}, or {@link Rejected} if the properties of the previous call
	 * remain in effect
	 */
	public synchronized ReconfigurationResult apply(ReconfigurationLayer layer, Map<String, ?> properties) {
		List<PreparedChange> prepared;
		try {
			prepared = prepare(layer, properties);
		}
		catch (RuntimeException ex) {
			return rejected(ex);
		}
		this.layers.set(layer, properties);
		if (layer == ReconfigurationLayer.APPLICATION) {
			this.changes.incrementAndGet();
		}
		return apply(prepared);
	}

	/**
	 * Remove properties from a layer, even if the rest of the environment is invalid.
	 * Settings that are invalid then stay as they are until the environment is valid
	 * again; all others are applied.
	 * @param layer the layer
	 * @param remaining the properties that remain in it
	 */
	public synchronized void reduce(ReconfigurationLayer layer, Map<String, ?> remaining) {
		this.layers.set(layer, remaining);
		List<Supplier<PreparedChange>> parts = new ArrayList<>();
		this.settings.get().forEach((settings) -> parts.add(() -> settings.prepare(this.layers.environment())));
		this.registries.forEach((registry) -> parts.add(registry::prepare));
		List<PreparedChange> prepared = new ArrayList<>();
		for (Supplier<PreparedChange> part : parts) {
			try {
				prepared.add(part.get());
			}
			catch (RuntimeException ex) {
				logger.warn("Removed properties, but settings of the same kind stay until the environment is valid. "
						+ describe(RejectionReader.read(ex)));
				logger.debug("Invalid properties", ex);
			}
		}
		apply(prepared);
	}

	/**
	 * Return how often properties below the layer of the overrides have changed.
	 * @return the number of changes since the start, including rejected ones
	 */
	public int changes() {
		return this.changes.get();
	}

	/**
	 * Check properties without changing anything.
	 * @param properties the properties that {@link #apply(Map)} would get
	 * @return {@link Valid} with the settings that would change, or {@link Rejected}
	 */
	public ReconfigurationResult validate(Map<String, ?> properties) {
		return validate(ReconfigurationLayer.APPLICATION, properties);
	}

	/**
	 * Check the properties of a layer without changing anything.
	 * @param layer the layer
	 * @param properties the properties that {@link #apply(ReconfigurationLayer, Map)}
	 * would get
	 * @return {@link Valid} with the settings that would change, or {@link Rejected}
	 */
	public synchronized ReconfigurationResult validate(ReconfigurationLayer layer, Map<String, ?> properties) {
		try {
			List<PreparedChange> prepared = prepare(layer, properties);
			return new Valid(prepared.stream().flatMap((change) -> change.changes().stream()).toList());
		}
		catch (RuntimeException ex) {
			logger.debug("Invalid properties", ex);
			return RejectionReader.read(ex);
		}
	}

	/**
	 * Apply the current environment.
	 * @return the result
	 */
	synchronized ReconfigurationResult refresh() {
		this.changes.incrementAndGet();
		try {
			List<PreparedChange> prepared = new ArrayList<>(prepareSettings(this.layers.environment()));
			this.registries.forEach((registry) -> prepared.add(registry.prepare()));
			return apply(prepared);
		}
		catch (RuntimeException ex) {
			return rejected(ex);
		}
	}

	private List<PreparedChange> prepare(ReconfigurationLayer layer, Map<String, ?> properties) {
		List<PreparedChange> prepared = new ArrayList<>(prepareSettings(this.layers.with(layer, properties)));
		Map<String, Object> current = this.layers.get(layer);
		// Resilience4j's properties can only be read from the application's environment
		this.layers.set(layer, Layers.withEnginesOf(current, properties));
		try {
			this.registries.forEach((registry) -> prepared.add(registry.prepare()));
		}
		finally {
			this.layers.set(layer, current);
		}
		return prepared;
	}

	private List<PreparedChange> prepareSettings(Environment environment) {
		return this.settings.get().stream().map((settings) -> settings.prepare(environment)).toList();
	}

	private static Applied apply(List<PreparedChange> prepared) {
		List<String> changes = new ArrayList<>();
		prepared.forEach((change) -> changes.addAll(change.apply()));
		changes.forEach(Reconfiguration::log);
		return new Applied(changes);
	}

	private void catchUp(LiveRegistry<?, ?, ?> registry, String name) {
		// Outside the lock, because the thread that creates the instance may be waiting
		// for it
		registry.await(name);
		synchronized (this) {
			registry.catchUp().forEach(Reconfiguration::log);
		}
	}

	private static void log(String change) {
		logger.info("Reconfigured " + change);
	}

	private static Rejected rejected(RuntimeException failure) {
		Rejected rejected = RejectionReader.read(failure);
		logger.warn("Rejected the reconfiguration; all settings are unchanged. " + describe(rejected));
		logger.debug("Rejected for", failure);
		return rejected;
	}

	private static String describe(Rejected rejected) {
		String what = (rejected.value() != null) ? rejected.key() + "=" + rejected.value() : rejected.key();
		return "Correct " + what + ": " + rejected.reason();
	}

}
