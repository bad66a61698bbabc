package io.github.resiliencestarter.reconfiguration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.resiliencestarter.reconfiguration.LiveRegistry.Change;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Applied;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Rejected;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * Service that applies changed properties under {@code resilience4j} to the instances in
 * Resilience4j's registries without a restart. Only instances whose settings differ
 * change, from their next call on. An open circuit breaker stays open for the rest of its
 * wait, and one that was forced open, disabled or set to metrics only stays so.
 * <p>
 * All configurations are created before the first instance is changed. If one of them is
 * invalid, nothing changes. Thread-safe.
 */
public final class Reconfiguration {

	static final String PROPERTY_SOURCE = "resilienceReconfiguration";

	private static final Log logger = LogFactory.getLog(Reconfiguration.class);

	private final ConfigurableEnvironment environment;

	private final List<LiveRegistry<?, ?, ?>> registries;

	Reconfiguration(ConfigurableEnvironment environment, List<LiveRegistry<?, ?, ?>> registries,
			Consumer<Runnable> tasks) {
		this.environment = environment;
		this.registries = registries;
		registries.forEach((registry) -> registry.onOutdated((name) -> tasks.accept(() -> catchUp(registry, name))));
	}

	/**
	 * Apply properties that take precedence over all others. The next call replaces them;
	 * an empty map removes them.
	 * @param properties values by keys such as
	 * {@code resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold}
	 * @return the result; if rejected, the properties of the previous call remain in
	 * effect
	 */
	public synchronized ReconfigurationResult apply(Map<String, ?> properties) {
		PropertySource<?> before = this.environment.getPropertySources().get(PROPERTY_SOURCE);
		setProperties(new MapPropertySource(PROPERTY_SOURCE, new HashMap<>(properties)));
		ReconfigurationResult result = refresh();
		if (result instanceof Rejected) {
			setProperties((before != null) ? before : new MapPropertySource(PROPERTY_SOURCE, Map.of()));
		}
		return result;
	}

	private void setProperties(PropertySource<?> properties) {
		MutablePropertySources sources = this.environment.getPropertySources();
		if (sources.contains(PROPERTY_SOURCE)) {
			sources.replace(PROPERTY_SOURCE, properties);
		}
		else {
			sources.addFirst(properties);
		}
	}

	/**
	 * Apply the current environment.
	 * @return the result
	 */
	synchronized ReconfigurationResult refresh() {
		List<Change> prepared;
		try {
			prepared = this.registries.stream().map(LiveRegistry::prepare).toList();
		}
		catch (RuntimeException ex) {
			return rejected(ex);
		}
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

	private Rejected rejected(RuntimeException failure) {
		Rejected rejected = describe(failure);
		String what = (rejected.value() != null) ? rejected.key() + "=" + rejected.value() : rejected.key();
		logger.warn(
				"Rejected the reconfiguration; all settings are unchanged. Correct " + what + ": " + rejected.reason());
		logger.debug("Rejected for", failure);
		return rejected;
	}

	private static Rejected describe(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof RejectedPropertyException property) {
				return new Rejected(property.key(), null, reason(property));
			}
			if (cause instanceof BindException binding) {
				ConfigurationProperty property = binding.getProperty();
				return (property != null)
						? new Rejected(property.getName().toString(), valueOf(property), reason(binding))
						: new Rejected(binding.getName().toString(), null, reason(binding));
			}
		}
		return new Rejected("resilience4j", null, reason(failure));
	}

	private static String valueOf(ConfigurationProperty property) {
		return Objects.toString(property.getValue());
	}

	private static String reason(Throwable failure) {
		return Objects.toString(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
	}

}
