package io.github.resiliencestarter.failure;

import java.util.function.Predicate;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Predicates of the circuit breaker of one target.
 */
final class CircuitBreakerInstances {

	private CircuitBreakerInstances() {
	}

	static @Nullable CircuitBreakerConfig derive(CircuitBreakerConfig configuration, ThrownFailure judge) {
		if (!isDefaultWithin(configuration)) {
			return null;
		}
		CircuitBreakerConfig.Builder builder = CircuitBreakerConfig.from(configuration);
		customize(builder, configuration, judge);
		return builder.build();
	}

	/**
	 * Replaces the predicates of a configuration that is being built.
	 * @param builder the builder
	 * @param judge the judge of the instance
	 */
	static void customize(CircuitBreakerConfig.Builder builder, ThrownFailure judge) {
		CircuitBreakerConfig configuration = builder.build();
		if (isDefaultWithin(configuration)) {
			customize(builder, configuration, judge);
		}
	}

	private static boolean isDefaultWithin(CircuitBreakerConfig configuration) {
		return InstancePredicate.isDefaultWithin(configuration.getIgnoreExceptionPredicate());
	}

	private static void customize(CircuitBreakerConfig.Builder builder, CircuitBreakerConfig configuration,
			ThrownFailure judge) {
		builder.ignoreException(new InstancePredicate(configuration.getIgnoreExceptionPredicate(), judge));
		if (configuration.isIgnoreExceptionsPrecedenceEnabled()) {
			// Resilience4j has combined it with what to ignore
			Predicate<Throwable> recorded = configuration.getRecordExceptionPredicate();
			builder.recordException(new InstancePredicate(recorded, judge));
		}
	}

}
