package io.github.resiliencestarter.endpoint;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResilienceEndpoint} in an application with Spring WebFlux.
 */
class ResilienceEndpointWebFluxTests {

	private final ReactiveWebApplicationContextRunner runner = StarterContext.reactiveWebRunner()
		.withPropertyValues("management.endpoints.web.exposure.include=resilience",
				"resilience.client.targets.inventory.timeout=2s");

	@Test
	void showsTargets() {
		this.runner.run((context) -> client(context).get()
			.uri(EndpointApplication.PATH)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.targets[0].name")
			.isEqualTo("inventory")
			.jsonPath("$.targets[0].settings.timeout.value")
			.isEqualTo("PT2S")
			.jsonPath("$.targets[0].circuitBreaker.state")
			.isEqualTo("CLOSED"));
	}

	@Test
	void unknownTargetIsNotFoundAndCreatesNothing() {
		this.runner.run((context) -> {
			client(context).get()
				.uri(EndpointApplication.PATH + "/{name}", "<b>unknown")
				.exchange()
				.expectStatus()
				.isNotFound()
				.expectHeader()
				.contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
			assertThat(context.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers()).hasSize(1);
		});
	}

	@Test
	void makesChanges() {
		this.runner.withPropertyValues("resilience.endpoint.write.enabled=true")
			.run((context) -> client(context).post()
				.uri(EndpointApplication.PATH + "/inventory")
				.contentType(MediaType.APPLICATION_JSON)
				.bodyValue("{\"action\": \"force-open\", \"reason\": \"why\", \"expiry\": \"10m\"}")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.circuitBreaker.state")
				.isEqualTo("FORCED_OPEN")
				.jsonPath("$.deviates")
				.isEqualTo(true));
	}

	private static WebTestClient client(ApplicationContext context) {
		return WebTestClient.bindToApplicationContext(context).build();
	}

}
