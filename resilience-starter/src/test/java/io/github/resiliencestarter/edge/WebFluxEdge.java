package io.github.resiliencestarter.edge;

import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.config.EnableWebFlux;

/**
 * Spring WebFlux application whose requests fail because of calls to other services.
 */
final class WebFluxEdge {

	private WebFluxEdge() {
	}

	static ReactiveWebApplicationContextRunner of(Class<?>... controllers) {
		return new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class,
					RetryAutoConfiguration.class, BulkheadAutoConfiguration.class, GuardAutoConfiguration.class,
					EnginesAutoConfiguration.class, FailureResponseAutoConfiguration.class))
			.withUserConfiguration(WebFlux.class)
			.withUserConfiguration(controllers);
	}

	static WebTestClient client(ApplicationContext context) {
		return WebTestClient.bindToApplicationContext(context).build();
	}

	@EnableWebFlux
	@Configuration(proxyBeanMethods = false)
	static class WebFlux {

	}

}
