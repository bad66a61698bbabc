package io.github.resiliencestarter.defaults;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

import org.jspecify.annotations.Nullable;

/**
 * {@link AutoConfigurationImportFilter} that leaves out the one auto-configuration of the
 * Spring Cloud 2025.1 train that names a class of {@code resilience4j-spring-boot3}: on
 * Spring Boot 4 that class is not there, and each start would log a warning about it.
 * Ours of package {@code guard} stands in. Can go with Spring Cloud 2026.0
 * (spring-cloud-circuitbreaker#305).
 */
final class StaleAutoConfigurationFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	static final String STALE = "org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JAutoConfiguration";

	private @Nullable Environment environment;

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean standIn = this.environment == null
				|| this.environment.getProperty("resilience.enabled", Boolean.class, true);
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			matches[i] = !(standIn && STALE.equals(autoConfigurationClasses[i]));
		}
		return matches;
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

}
