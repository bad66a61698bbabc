package io.github.resiliencestarter.http;

import java.time.Duration;

import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.guard.RegistryRevisionAutoConfiguration;
import io.github.resiliencestarter.guard.RejectionReason;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.EnableWebFlux;

/**
 * Tests for {@link RejectedCallAdvice} in Spring WebFlux.
 */
class RejectedCallAdviceWebFluxTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				BulkheadAutoConfiguration.class, GuardAutoConfiguration.class, RegistryRevisionAutoConfiguration.class,
				HttpGuardAutoConfiguration.class))
		.withUserConfiguration(Failing.class);

	@Test
	void respondsWithTheTargetAndRetryAfter() {
		this.runner.run((context) -> WebTestClient.bindToApplicationContext(context)
			.build()
			.get()
			.uri("/breaker")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
			.expectHeader()
			.valueEquals("Retry-After", "3")
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.reason")
			.isEqualTo("breaker"));
	}

	@EnableWebFlux
	@RestController
	static class Failing {

		@GetMapping("/breaker")
		Mono<String> breaker() {
			return Mono
				.error(new CallRejectedException("inventory", RejectionReason.BREAKER, Duration.ofMillis(2100), null));
		}

	}

}
