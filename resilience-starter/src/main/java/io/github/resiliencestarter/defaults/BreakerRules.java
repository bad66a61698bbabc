package io.github.resiliencestarter.defaults;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.github.resilience4j.common.circuitbreaker.configuration.CommonCircuitBreakerConfigurationProperties.InstanceProperties;
import io.github.resiliencestarter.engines.BaseConfigurations;
import io.github.resiliencestarter.failure.IgnoredFailurePredicate;

/**
 * Rules for combining our default for the failures that a circuit breaker ignores with
 * the user's settings:
 * <ul>
 * <li>it stays in effect in addition to a list of exceptions to ignore, even of an
 * instance, where Resilience4j would replace the inherited predicate;</li>
 * <li>it backs off from a user-defined predicate for what to ignore;</li>
 * <li>it backs off from exceptions or a predicate to record: then exactly those
 * count.</li>
 * </ul>
 *
 * @param bases the inheritance among the properties
 */
record BreakerRules(BaseConfigurations<InstanceProperties> bases) {

	void apply(Map<String, InstanceProperties> instances) {
		InstanceProperties defaults = configs().get(BaseConfigurations.DEFAULT);
		if (defaults == null || !isOurs(List.of(defaults))) {
			return;
		}
		if (hasRecordRule(defaults)) {
			stepBack(defaults);
		}
		configs().forEach((name, config) -> {
			if (config != defaults && this.bases.nameOfBase(name, config) == null) {
				applyToRoot(config);
			}
		});
		configs().forEach((name, config) -> {
			if (this.bases.nameOfBase(name, config) != null) {
				apply(name, config);
			}
		});
		instances.forEach(this::apply);
	}

	/**
	 * Makes the default yield to the exceptions that the user's customizers record, after
	 * the properties have been processed.
	 * @param instances the properties of the instances
	 * @param names the names of the instances and configurations whose customizers record
	 * exceptions
	 */
	void applyCustomized(Map<String, InstanceProperties> instances, Set<String> names) {
		InstanceProperties defaults = configs().get(BaseConfigurations.DEFAULT);
		for (String name : names) {
			if (!name.equals(BaseConfigurations.DEFAULT)) {
				own(name, instances).forEach((own) -> stepBackAt(name, own));
			}
		}
		if (defaults != null && names.contains(BaseConfigurations.DEFAULT)) {
			instances.forEach((name, own) -> {
				if (BaseConfigurations.DEFAULT.equals(this.bases.nameOfBase(name, own)) && hasOurs(own)) {
					stepBack(own);
				}
			});
			stepBackAt(BaseConfigurations.DEFAULT, defaults);
		}
	}

	private Map<String, InstanceProperties> configs() {
		return this.bases.configs();
	}

	private List<InstanceProperties> own(String name, Map<String, InstanceProperties> instances) {
		InstanceProperties config = configs().get(name);
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
		List<InstanceProperties> inherited = inherited(name, properties);
		if (properties.getIgnoreExceptionPredicate() == null && isOurs(inherited)) {
			replaceInherited(properties, inherited);
		}
		if (!inherited.isEmpty() && !hasRecordRule(inherited.get(0)) && !hasRecordRule(properties)) {
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
		List<InstanceProperties> inherited = inherited(name, properties);
		if (properties.getIgnoreExceptionPredicate() != null || !isOurs(inherited)) {
			return;
		}
		if (hasRecordRule(properties)) {
			replaceInherited(properties, inherited);
		}
		else if (properties.getIgnoreExceptions() != null) {
			properties.setIgnoreExceptionPredicate(ours());
		}
	}

	// A list, even an empty one, replaces the inherited predicate
	private static void replaceInherited(InstanceProperties properties, List<InstanceProperties> inherited) {
		if (properties.getIgnoreExceptions() == null) {
			properties.setIgnoreExceptions(inherited.stream()
				.map(InstanceProperties::getIgnoreExceptions)
				.filter(Objects::nonNull)
				.findFirst()
				.orElseGet(BreakerRules::none));
		}
	}

	@SuppressWarnings("unchecked")
	private static Class<? extends Throwable>[] none() {
		return (Class<? extends Throwable>[]) new Class<?>[0];
	}

	private List<InstanceProperties> inherited(String name, InstanceProperties properties) {
		List<InstanceProperties> lineage = this.bases.lineage(name, properties);
		return lineage.subList(1, lineage.size());
	}

	// The first setting counts
	private static boolean isOurs(List<InstanceProperties> lineage) {
		return lineage.stream()
			.filter((each) -> each.getIgnoreExceptionPredicate() != null || each.getIgnoreExceptions() != null)
			.findFirst()
			.filter(BreakerRules::hasOurs)
			.isPresent();
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
