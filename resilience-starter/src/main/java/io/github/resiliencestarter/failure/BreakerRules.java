package io.github.resiliencestarter.failure;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.github.resilience4j.common.circuitbreaker.configuration.CommonCircuitBreakerConfigurationProperties.InstanceProperties;
import org.jspecify.annotations.Nullable;

/**
 * Rules for combining our default for the failures that a circuit breaker ignores with
 * the user's settings:
 * <ul>
 * <li>it stays in effect beside a list of exceptions to ignore, even of an instance,
 * where Resilience4j would replace the inherited predicate;</li>
 * <li>it backs off from a user-defined predicate for what to ignore;</li>
 * <li>it backs off from exceptions or a predicate to record: then exactly those
 * count.</li>
 * </ul>
 *
 * @param configs the properties of the named configurations
 */
record BreakerRules(Map<String, InstanceProperties> configs) {

	private static final String DEFAULT = "default";

	void apply(Map<String, InstanceProperties> instances) {
		InstanceProperties defaults = this.configs.get(DEFAULT);
		if (defaults == null || !isOurs(defaults)) {
			return;
		}
		if (hasRecordRule(defaults)) {
			stepBack(defaults);
		}
		this.configs.forEach((name, config) -> {
			if (config != defaults && isWithoutBase(config)) {
				applyToRoot(config);
			}
		});
		this.configs.values()
			.stream()
			.filter((config) -> !isWithoutBase(config))
			.forEach((config) -> apply("", config));
		instances.forEach(this::apply);
	}

	/**
	 * Lets our default step back for what the user's customizers record, after the
	 * properties alone have been seen to.
	 * @param instances the properties of the instances
	 * @param names the names of the instances and configurations whose customizers record
	 * exceptions
	 */
	void applyCustomized(Map<String, InstanceProperties> instances, Set<String> names) {
		InstanceProperties defaults = this.configs.get(DEFAULT);
		for (String name : names) {
			if (!name.equals(DEFAULT)) {
				own(name, instances).forEach((own) -> stepBackAt(name, own));
			}
		}
		if (defaults != null && names.contains(DEFAULT)) {
			instances.forEach((name, own) -> {
				if (parent(name, own) == defaults && hasOurs(own)) {
					stepBack(own);
				}
			});
			stepBackAt(DEFAULT, defaults);
		}
	}

	private List<InstanceProperties> own(String name, Map<String, InstanceProperties> instances) {
		InstanceProperties config = this.configs.get(name);
		if (config != null) {
			InstanceProperties instance = instances.get(name);
			return (instance != null) ? List.of(config, instance) : List.of(config);
		}
		return List.of(instances.computeIfAbsent(name, (missing) -> new InstanceProperties()));
	}

	private void stepBackAt(String name, InstanceProperties properties) {
		if (hasOurs(properties)) {
			stepBack(properties);
		}
		InstanceProperties parent = parent(name, properties);
		if (properties.getIgnoreExceptionPredicate() == null && parent != properties && isOurs(parent)) {
			replaceInherited(properties, parent);
		}
		if (parent != null && parent != properties && !hasRecordRule(parent) && !hasRecordRule(properties)) {
			// Otherwise the customizer only adds to "everything", which is inherited
			properties.setRecordExceptions(none());
		}
	}

	private static boolean hasOurs(InstanceProperties properties) {
		return properties.getIgnoreExceptionPredicate() == (Class<?>) IgnoredFailurePredicate.class;
	}

	// Circuit breakers' named configurations inherit nothing from the default one
	private static void applyToRoot(InstanceProperties config) {
		if (config.getIgnoreExceptionPredicate() == null && !hasRecordRule(config)) {
			config.setIgnoreExceptionPredicate(ours());
		}
	}

	private void apply(String name, InstanceProperties properties) {
		if (properties.getIgnoreExceptionPredicate() != null || !isOurs(parent(name, properties))) {
			return;
		}
		if (hasRecordRule(properties)) {
			replaceInherited(properties, parent(name, properties));
		}
		else if (properties.getIgnoreExceptions() != null) {
			properties.setIgnoreExceptionPredicate(ours());
		}
	}

	// A list, even an empty one, replaces the inherited predicate
	private void replaceInherited(InstanceProperties properties, @Nullable InstanceProperties parent) {
		if (properties.getIgnoreExceptions() == null) {
			Class<? extends Throwable>[] inherited = inheritedList(parent);
			properties.setIgnoreExceptions((inherited != null) ? inherited : none());
		}
	}

	private Class<? extends Throwable> @Nullable [] inheritedList(@Nullable InstanceProperties parent) {
		InstanceProperties each = parent;
		for (int depth = 0; each != null && depth <= this.configs.size(); depth++) {
			if (each.getIgnoreExceptions() != null) {
				return each.getIgnoreExceptions();
			}
			each = isWithoutBase(each) ? null : this.configs.get(each.getBaseConfig());
		}
		return null;
	}

	@SuppressWarnings("unchecked")
	private static Class<? extends Throwable>[] none() {
		return (Class<? extends Throwable>[]) new Class<?>[0];
	}

	private @Nullable InstanceProperties parent(String name, InstanceProperties properties) {
		String base = properties.getBaseConfig();
		if (base != null && !base.isEmpty()) {
			return this.configs.get(base);
		}
		InstanceProperties ofTheName = this.configs.get(name);
		return (ofTheName != null) ? ofTheName : this.configs.get(DEFAULT);
	}

	private static boolean isWithoutBase(InstanceProperties properties) {
		return properties.getBaseConfig() == null || properties.getBaseConfig().isEmpty();
	}

	// Follows base configurations up to the first setting
	private boolean isOurs(@Nullable InstanceProperties properties) {
		InstanceProperties each = properties;
		for (int depth = 0; each != null && depth <= this.configs.size(); depth++) {
			if (each.getIgnoreExceptionPredicate() != null || each.getIgnoreExceptions() != null) {
				return each.getIgnoreExceptionPredicate() == (Class<?>) IgnoredFailurePredicate.class;
			}
			each = isWithoutBase(each) ? null : this.configs.get(each.getBaseConfig());
		}
		return false;
	}

	private static boolean hasRecordRule(InstanceProperties properties) {
		return properties.getRecordExceptions() != null || properties.getRecordFailurePredicate() != null;
	}

	@SuppressWarnings("NullAway") // Resilience4j's setter takes null for "not set"
	private static void stepBack(InstanceProperties properties) {
		properties.setIgnoreExceptionPredicate(null);
	}

	@SuppressWarnings("unchecked")
	private static Class<Predicate<Throwable>> ours() {
		return (Class<Predicate<Throwable>>) (Class<?>) IgnoredFailurePredicate.class;
	}

}
