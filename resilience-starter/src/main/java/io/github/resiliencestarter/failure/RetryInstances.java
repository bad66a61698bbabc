package io.github.resiliencestarter.failure;

import io.github.resilience4j.retry.RetryConfig;
import org.jspecify.annotations.Nullable;

/**
 * Predicates of the retry of one target.
 */
final class RetryInstances {

	private RetryInstances() {
	}

	static @Nullable RetryConfig derive(RetryConfig configuration, ThrownFailure judge) {
		if (!InstancePredicate.isDefaultWithin(configuration.getExceptionPredicate())) {
			return null;
		}
		return RetryConfig.from(configuration)
			.retryOnException(new InstancePredicate(configuration.getExceptionPredicate(), judge))
			.build();
	}

	/**
	 * Replaces the predicate of a configuration that is being built.
	 * @param builder the builder
	 * @param judge the judge of the instance
	 */
	static void customize(RetryConfig.Builder<?> builder, ThrownFailure judge) {
		RetryConfig configuration = builder.build();
		if (InstancePredicate.isDefaultWithin(configuration.getExceptionPredicate())) {
			builder.retryOnException(new InstancePredicate(configuration.getExceptionPredicate(), judge));
		}
	}

}
