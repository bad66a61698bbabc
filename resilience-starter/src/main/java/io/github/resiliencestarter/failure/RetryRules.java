package io.github.resiliencestarter.failure;

import java.util.Map;
import java.util.Set;

import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties.InstanceProperties;
import org.jspecify.annotations.Nullable;

/**
 * Rules for combining our default for the failures that are retried with the user's
 * settings: it yields to a list of exceptions to retry, so that exactly those are
 * retried, and to a predicate of the user; it applies in addition to a list of exceptions
 * to ignore.
 *
 * @param configs the properties of the named configurations
 */
record RetryRules(Map<String, InstanceProperties> configs) {

	private static final String DEFAULT = "default";

	void apply(Map<String, InstanceProperties> instances) {
		InstanceProperties defaults = this.configs.get(DEFAULT);
		if (defaults == null || !isOurs(defaults)) {
			return;
		}
		if (defaults.getRetryExceptions() != null) {
			defaults.setRetryExceptionPredicate(ListedOnlyPredicate.class);
		}
		this.configs.values().forEach(this::apply);
		instances.values().forEach(this::apply);
	}

	/**
	 * Makes the default yield to the exceptions that the user's customizers list.
	 * @param instances the properties of the instances
	 * @param names the names of the instances and configurations whose customizers list
	 * exceptions to retry
	 */
	void applyCustomized(Map<String, InstanceProperties> instances, Set<String> names) {
		for (String name : names) {
			InstanceProperties config = this.configs.get(name);
			if (config != null) {
				stepBack(config);
			}
			else if (!name.equals(DEFAULT)) {
				instances.computeIfAbsent(name, (missing) -> new InstanceProperties());
			}
			InstanceProperties instance = instances.get(name);
			if (instance != null) {
				stepBack(instance);
			}
		}
	}

	private void stepBack(InstanceProperties properties) {
		if (isOurs(properties)) {
			properties.setRetryExceptionPredicate(ListedOnlyPredicate.class);
		}
	}

	private void apply(InstanceProperties properties) {
		if (properties.getRetryExceptions() != null && properties.getRetryExceptionPredicate() == null
				&& isOurs(parent(properties))) {
			properties.setRetryExceptionPredicate(ListedOnlyPredicate.class);
		}
	}

	private @Nullable InstanceProperties parent(InstanceProperties properties) {
		String base = properties.getBaseConfig();
		return this.configs.get((base != null && !base.isEmpty()) ? base : DEFAULT);
	}

	// Whether it is set here, or inherited through bases and from the default
	private boolean isOurs(@Nullable InstanceProperties properties) {
		InstanceProperties each = properties;
		for (int depth = 0; each != null && depth <= this.configs.size(); depth++) {
			if (each.getRetryExceptionPredicate() != null) {
				return each.getRetryExceptionPredicate() == RetryableFailurePredicate.class;
			}
			each = parent(each);
		}
		return false;
	}

}
