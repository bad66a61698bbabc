package io.github.resiliencestarter.defaults;

import java.util.Arrays;
import java.util.List;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

import org.jspecify.annotations.Nullable;

/**
 * {@link AutoConfigurationImportFilter} that excludes incompatible auto-configurations of
 * Spring Cloud CircuitBreaker.
 * <ul>
 * <li>The one that refers to a class of {@code resilience4j-spring-boot3} in Spring Cloud
 * 2025.1: that class is missing on Spring Boot 4, and each startup would log a warning
 * about it. The auto-configuration in package {@code guard} replaces it. This exclusion
 * can be removed with Spring Cloud 2026.0 (spring-cloud-circuitbreaker#305).</li>
 * <li>The reactive one, if the user has excluded a Resilience4j auto-configuration that
 * it needs: startup would fail.</li>
 * </ul>
 */
final class StaleAutoConfigurationFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	static final String STALE = "org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JAutoConfiguration";

	static final String REACTIVE = "org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JAutoConfiguration";

	private static final List<String> NEEDED_BY_REACTIVE = List.of(
			"io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration",
			"io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration");

	private @Nullable Environment environment;

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean standIn = this.environment == null
				|| this.environment.getProperty("resilience.enabled", Boolean.class, true);
		// Auto-configurations excluded by the user have already been removed
		boolean reactive = !standIn || Arrays.asList(autoConfigurationClasses).containsAll(NEEDED_BY_REACTIVE);
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			matches[i] = !(standIn && STALE.equals(name)) && (reactive || !REACTIVE.equals(name));
		}
		return matches;
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

}
