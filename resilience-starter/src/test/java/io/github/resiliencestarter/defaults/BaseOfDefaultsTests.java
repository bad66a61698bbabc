package io.github.resiliencestarter.defaults;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BaseOfDefaults}: a base of the default configuration has the effect
 * that it has with Resilience4j alone.
 */
class BaseOfDefaultsTests {

	private static final AutoConfigurations RESILIENCE4J = AutoConfigurations.of(CircuitBreakerAutoConfiguration.class);

	private final ApplicationContextRunner plain = new ApplicationContextRunner().withConfiguration(RESILIENCE4J);

	private final ApplicationContextRunner starter = StarterContext.bareRunner()
		.withConfiguration(RESILIENCE4J)
		.withConfiguration(AutoConfigurations.of(ResilienceDefaultsAutoConfiguration.class,
				FailureAutoConfiguration.class, EnginesAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "base-config=shared;shared.sliding-window-size=20",
			"base-config=shared;shared.minimum-number-of-calls=7;default.sliding-window-size=20",
			"base-config=a;a.base-config=b;b.sliding-window-size=20" })
	void windowOfCircuitBreakers(String settings) {
		assertSame(settings, (context) -> {
			CircuitBreakerConfig config = context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("x")
				.getCircuitBreakerConfig();
			return config.getSlidingWindowType() + " " + config.getSlidingWindowSize() + " "
					+ config.getMinimumNumberOfCalls();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "base-config=shared;shared.wait-duration-in-open-state=7s",
			"base-config=shared;shared.wait-duration-in-open-state=7s;shared.enable-exponential-backoff=true" })
	void waitOfCircuitBreakers(String settings) {
		assertSame(settings,
				(context) -> context.getBean(CircuitBreakerRegistry.class)
					.circuitBreaker("x")
					.getCircuitBreakerConfig()
					.getWaitIntervalFunctionInOpenState()
					.apply(3)
					.toString());
	}

	private void assertSame(String settings, Function<ApplicationContext, String> facet) {
		String[] properties = Arrays.stream(("default." + settings).split(";"))
			.map((setting) -> "resilience4j.circuitbreaker.configs." + setting)
			.toArray(String[]::new);
		String instance = "resilience4j.circuitbreaker.instances.x.event-consumer-buffer-size=9";
		Map<String, String> seen = new LinkedHashMap<>();
		this.plain.withPropertyValues(properties)
			.withPropertyValues(instance)
			.run((context) -> seen.put("plain", facet.apply(context)));
		this.starter.withPropertyValues(properties)
			.withPropertyValues(instance)
			.run((context) -> seen.put("starter", facet.apply(context)));
		assertThat(seen.get("starter")).as(settings).isEqualTo(seen.get("plain")).isNotNull();
	}

}
