package io.github.resiliencestarter.defaults;

import java.util.List;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.micrometer.context.ContextRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications without an optional part.
 */
class WithoutPartsTests {

	@ParameterizedTest
	@ValueSource(strings = { "management.endpoints.web.exposure.include=prometheus",
			"management.endpoints.web.exposure.exclude=health",
			"spring.autoconfigure.exclude=org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration",
			"spring.autoconfigure.exclude=org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration,org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration,org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration",
			"management.endpoint.health.access=NONE", "management.endpoints.access.default=NONE",
			"management.server.port=-1", "management.health.defaults.enabled=false",
			"management.health.circuitbreakers.enabled=false" })
	void startsWithoutHealth(String property) {
		StarterContext.webRunner()
			.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(CircuitBreakerRegistry.class));
		StarterContext.runner()
			.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(CircuitBreakerRegistry.class));
	}

	@Test
	void showsBreakersWhereThereIsHealth() {
		StarterContext.webRunner().run((context) -> assertThat(context).hasBean("circuitBreakersHealthIndicator"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.web.servlet", "org.springframework.web.reactive", "reactor",
			"io.micrometer.prometheusmetrics", "org.apache.hc", "io.micrometer.context", "io.micrometer.core",
			"org.aspectj", "jakarta.servlet", "io.netty" })
	void startsWithoutAPackage(String name) {
		StarterContext.runner()
			.withClassLoader(new FilteredClassLoader(name))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(CircuitBreakerRegistry.class));
	}

	@ParameterizedTest
	@MethodSource
	void startsWithoutOneOfOurAutoConfigurations(String name) {
		StarterContext.webRunner()
			.withPropertyValues("spring.autoconfigure.exclude=" + name)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	static List<String> startsWithoutOneOfOurAutoConfigurations() {
		return ImportCandidates.load(AutoConfiguration.class, WithoutPartsTests.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith(StarterContext.class.getPackageName()))
			// What the others stand on
			.filter((name) -> !name.equals(EnginesAutoConfiguration.class.getName()))
			.toList();
	}

	@Test
	void startsWithoutAnyOfThem() {
		StarterContext.runner()
			.withClassLoader(new FilteredClassLoader(PrometheusMeterRegistry.class, ExecChainHandler.class,
					ContextRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RestClient.Builder.class));
	}

}
