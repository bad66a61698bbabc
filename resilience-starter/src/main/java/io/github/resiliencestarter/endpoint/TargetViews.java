package io.github.resiliencestarter.endpoint;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.Guards;
import org.jspecify.annotations.Nullable;

/**
 * Reader of all that is known of the targets. Creates nothing.
 */
final class TargetViews {

	private final Engines engines;

	private final @Nullable Guards guards;

	private final StateChanges changes;

	private final InstanceViews instances;

	private final TargetConfiguration configuration;

	TargetViews(Engines engines, @Nullable Guards guards, StateChanges changes, InstanceViews instances,
			TargetConfiguration configuration) {
		this.engines = engines;
		this.guards = guards;
		this.changes = changes;
		this.instances = instances;
		this.configuration = configuration;
	}

	/**
	 * Returns the names of all targets and of all other circuit breakers.
	 * @return the names in order
	 */
	NavigableSet<String> names() {
		NavigableSet<String> names = new TreeSet<>(this.instances.names());
		Collection<CircuitBreaker> breakers = this.engines.circuitBreakers().all();
		breakers.forEach((breaker) -> names.add(breaker.getName()));
		if (this.guards != null) {
			this.guards.all().forEach((guard) -> names.add(guard.target()));
		}
		return names;
	}

	/**
	 * Returns whether there is a target or a circuit breaker of a name.
	 */
	boolean isKnown(String name) {
		return this.engines.circuitBreakers().find(name).isPresent() || this.instances.names().contains(name)
				|| (this.guards != null && this.guards.find(name).isPresent());
	}

	/**
	 * Returns what is known of a target.
	 * @param name its name
	 * @param maxInstances the maximum number of instances in the response
	 * @param deviations the changes that are in force
	 * @param show whether to show the values of settings
	 * @return the target, empty if it is unknown
	 */
	Optional<TargetView> find(String name, int maxInstances, List<DeviationView> deviations, boolean show) {
		Optional<Guard> guard = Optional.ofNullable(this.guards).flatMap((all) -> all.find(name));
		Optional<CircuitBreaker> breaker = this.engines.circuitBreakers().find(name);
		TargetView.Instances known = this.instances.of(name, maxInstances);
		if (guard.isEmpty() && breaker.isEmpty() && known == null) {
			return Optional.empty();
		}
		Map<String, SettingView> settings = new LinkedHashMap<>();
		guard.ifPresent((own) -> settings.putAll(this.configuration.ofGuard(own, show)));
		settings.putAll(this.configuration.ofEngines(name, show));
		return Optional.of(new TargetView(name, guard.isPresent(), deviations, this.configuration.overridesOf(name),
				breaker.map(this::circuitBreaker).orElse(null), limits(name, guard.orElse(null)), known, settings));
	}

	/**
	 * Returns the state of a target, without its limits, its settings and the instances
	 * that are not ejected.
	 * @param name its name
	 * @param maxInstances the maximum number of instances in the response
	 * @param deviations the changes that are in force
	 * @return the target, empty if it is unknown
	 */
	Optional<TargetView> summarize(String name, int maxInstances, List<DeviationView> deviations) {
		boolean guarded = this.guards != null && this.guards.find(name).isPresent();
		Optional<CircuitBreaker> breaker = this.engines.circuitBreakers().find(name);
		TargetView.Instances ejected = this.instances.ejectedOf(name, maxInstances);
		if (!guarded && breaker.isEmpty() && ejected == null) {
			return Optional.empty();
		}
		return Optional.of(new TargetView(name, guarded, deviations, this.configuration.overridesOf(name),
				breaker.map(this::circuitBreaker).orElse(null), null, ejected, null));
	}

	private CircuitBreakerView circuitBreaker(CircuitBreaker breaker) {
		Optional<StateChanges.Known> known = this.changes.of(breaker.getName());
		String state = breaker.getState().name();
		return new CircuitBreakerView(state, known.map(StateChanges.Known::since).orElse(null),
				Optional.ofNullable(this.engines.untilProbe(breaker))
					.map((left) -> breaker.getCircuitBreakerConfig().getClock().instant().plus(left))
					.orElse(null),
				breaker.getMetrics().getNumberOfNotPermittedCalls(), CircuitBreakerView.Numbers.of(breaker),
				known.map(StateChanges.Known::lastChange).orElse(null));
	}

	private TargetView.Limits limits(String name, @Nullable Guard guard) {
		TargetView.Bulkhead bulkhead = this.engines.bulkheads().find(name).map((found) -> {
			int max = found.getMetrics().getMaxAllowedConcurrentCalls();
			return new TargetView.Bulkhead(max, max - found.getMetrics().getAvailableConcurrentCalls());
		}).orElse(null);
		if (guard == null) {
			return new TargetView.Limits(null, null, bulkhead);
		}
		double limit = guard.concurrencyLimit();
		return new TargetView.Limits(guard.availableRetries(), Double.isInfinite(limit) ? null : (int) limit, bulkhead);
	}

}
