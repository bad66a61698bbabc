package io.github.resiliencestarter.defaults;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties.InstanceProperties;
import io.github.resiliencestarter.engines.BaseConfigurations;
import io.github.resiliencestarter.failure.ListedOnlyPredicate;
import io.github.resiliencestarter.failure.RetryableFailurePredicate;

/**
 * Rules for combining our default for the failures that are retried with the user's
 * settings: it backs off from a list of exceptions to retry, so that exactly those are
 * retried, and from a user-defined predicate; it stays in effect beside a list of
 * exceptions to ignore.
 *
 * @param bases the inheritance among the properties
 */
record RetryRules(BaseConfigurations<InstanceProperties> bases) {

	void apply(Map<String, InstanceProperties> instances) {
		InstanceProperties defaults = this.bases.configs().get(BaseConfigurations.DEFAULT);
		if (defaults == null || !isOurs(List.of(defaults))) {
			return;
		}
		if (defaults.getRetryExceptions() != null) {
			defaults.setRetryExceptionPredicate(ListedOnlyPredicate.class);
		}
		this.bases.configs().forEach(this::apply);
		instances.forEach(this::apply);
	}

	/**
	 * Lets our default step back for the exceptions that the user's customizers list.
	 * @param instances the properties of the instances
	 * @param names the names of the instances and configurations whose customizers list
	 * exceptions to retry
	 */
	void applyCustomized(Map<String, InstanceProperties> instances, Set<String> names) {
		for (String name : names) {
			InstanceProperties config = this.bases.configs().get(name);
			if (config != null) {
				stepBack(name, config);
			}
			else if (!name.equals(BaseConfigurations.DEFAULT)) {
				instances.computeIfAbsent(name, (missing) -> new InstanceProperties());
			}
			InstanceProperties instance = instances.get(name);
			if (instance != null) {
				stepBack(name, instance);
			}
		}
	}

	private void stepBack(String name, InstanceProperties properties) {
		if (isOurs(this.bases.lineage(name, properties))) {
			properties.setRetryExceptionPredicate(ListedOnlyPredicate.class);
		}
	}

	private void apply(String name, InstanceProperties properties) {
		if (properties.getRetryExceptions() != null && properties.getRetryExceptionPredicate() == null
				&& isOurs(this.bases.lineage(name, properties))) {
			properties.setRetryExceptionPredicate(ListedOnlyPredicate.class);
		}
	}

	// The first setting counts
	private static boolean isOurs(List<InstanceProperties> lineage) {
		return lineage.stream()
			.map(InstanceProperties::getRetryExceptionPredicate)
			.filter(Objects::nonNull)
			.findFirst()
			.filter(RetryableFailurePredicate.class::equals)
			.isPresent();
	}

}
