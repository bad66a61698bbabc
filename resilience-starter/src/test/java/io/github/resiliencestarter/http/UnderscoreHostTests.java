package io.github.resiliencestarter.http;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Calls of hosts that {@code java.net.URI} takes for no hosts are guarded.
 */
class UnderscoreHostTests {

	private static final String URL = "http://my_service.invalid:8080/items?a=b";

	@ParameterizedTest
	@ValueSource(strings = { "http-components", "simple" })
	void areGuardedWithABlockingClient(String factory) {
		try (ConfigurableApplicationContext context = run("spring.http.clients.imperative.factory=" + factory)) {
			assertThatException().isThrownBy(() -> context.getBean(RestClient.Builder.class)
				.build()
				.get()
				.uri(URL)
				.retrieve()
				.toBodilessEntity());
			assertThat(attempts(context)).isEqualTo(3);
			assertThatException()
				.isThrownBy(() -> context.getBean(RestTemplateBuilder.class).build().getForObject(URL, String.class));
			assertThat(attempts(context)).isEqualTo(6);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jetty", "http-components" })
	void areGuardedWithAReactiveClient(String connector) {
		try (ConfigurableApplicationContext context = run("spring.http.clients.reactive.connector=" + connector)) {
			assertThatException().isThrownBy(() -> context.getBean(WebClient.Builder.class)
				.build()
				.get()
				.uri(URL)
				.retrieve()
				.toBodilessEntity()
				.block());
			assertThat(context.getBean(CircuitBreakerRegistry.class).find("my_service.invalid")).isPresent();
		}
	}

	private static int attempts(ConfigurableApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class)
			.circuitBreaker("my_service.invalid")
			.getMetrics()
			.getNumberOfFailedCalls();
	}

	private static ConfigurableApplicationContext run(String property) {
		return new SpringApplicationBuilder(HttpGuardContract.Application.class).web(WebApplicationType.NONE)
			.properties(property, "spring.main.banner-mode=off", "resilience4j.retry.configs.default.wait-duration=1ms",
					"resilience.client.retry-budget.min-per-second=100")
			.run();
	}

}
