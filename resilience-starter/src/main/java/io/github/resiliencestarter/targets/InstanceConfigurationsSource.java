package io.github.resiliencestarter.targets;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.RetryConfig;
import org.jspecify.annotations.Nullable;

/**
 * Interface to be implemented by a bean that may give each instance of a registry a
 * configuration of its own.
 */
public interface InstanceConfigurationsSource {

	/**
	 * Returns the configurations for the instances of one registry of circuit breakers.
	 * @return the configurations, or {@code null} if instances may share theirs
	 */
	@Nullable InstanceConfigurations<CircuitBreakerConfig> forCircuitBreakers();

	/**
	 * Returns the configurations for the instances of one registry of retries.
	 * @return the configurations, or {@code null} if instances may share theirs
	 */
	@Nullable InstanceConfigurations<RetryConfig> forRetries();

}
