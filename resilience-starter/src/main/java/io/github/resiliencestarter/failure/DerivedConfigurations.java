package io.github.resiliencestarter.failure;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;

import io.github.resiliencestarter.targets.InstanceConfigurations;

import org.jspecify.annotations.Nullable;

/**
 * Configurations of instances, derived from those that instances share.
 *
 * @param <C> configuration
 */
final class DerivedConfigurations<C> implements InstanceConfigurations<C> {

	private final InstanceRules<C> rules;

	private final Function<String, ThrownFailure> judges;

	// By identity, which is the equality of Resilience4j's configurations
	private final Map<C, C> origins = Collections.synchronizedMap(new WeakHashMap<>());

	DerivedConfigurations(InstanceRules<C> rules, Function<String, ThrownFailure> judges) {
		this.rules = rules;
		this.judges = judges;
	}

	@Override
	public C forInstance(String instance, C configuration) {
		C derived = this.rules.derive(configuration, this.judges.apply(instance));
		if (derived == null) {
			return configuration;
		}
		this.origins.put(derived, origin(configuration));
		return derived;
	}

	@Override
	public C origin(C configuration) {
		return this.origins.getOrDefault(configuration, configuration);
	}

	/**
	 * Way in which one kind of configuration has its predicates replaced.
	 *
	 * @param <C> configuration
	 */
	@FunctionalInterface
	interface InstanceRules<C> {

		/**
		 * Derives a configuration.
		 * @return the configuration, or {@code null} if none of our default predicates
		 * has a say in the given one
		 */
		@Nullable C derive(C configuration, ThrownFailure judge);

	}

}
