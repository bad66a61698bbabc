package io.github.resiliencestarter.http;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.failure.Verdict;
import io.github.resiliencestarter.failure.Verdict.Blame;
import io.github.resiliencestarter.failure.VerdictCustomizer;
import io.github.resiliencestarter.http.BalancedGuardTests.Client;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import io.github.resiliencestarter.loadbalancing.Health;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for the ejection of instances and customizers of verdicts, with real servers:
 * responses, timeouts and broken bodies.
 */
@Timeout(60)
class CustomizedEjectionTests {

	private static final String INSTANCE = "spring.cloud.discovery.client.simple.instances.inventory[%d].uri=http://127.0.0.1:%d";

	@ParameterizedTest
	@EnumSource
	void ejectsNoInstanceForWhatACustomizerExcuses(Client client) throws IOException {
		assertThat(ejected(client, Excusing.class)).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void ejectsAnInstanceForWhatACustomizerBlamesItFor(Client client) throws IOException {
		assertThat(ejected(client, Blaming.class)).isPositive();
	}

	private static long ejected(Client client, Class<?> customizer) throws IOException {
		try (MisbehavingServer one = new MisbehavingServer();
				MisbehavingServer two = new MisbehavingServer();
				ConfigurableApplicationContext context = run(customizer, one.port(), two.port())) {
			for (Behaviour behaviour : behaviours(customizer)) {
				one.behave(behaviour);
				two.behave((customizer == Excusing.class) ? behaviour : Behaviour.answer(200, "ok"));
				IntStream.range(0, 4).forEach((i) -> {
					Throwable unused = catchThrowable(() -> client.call(context, HttpMethod.POST));
					context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory").reset();
				});
			}
			return Health.of(context, "inventory").ejected();
		}
	}

	private static List<Behaviour> behaviours(Class<?> customizer) {
		return (customizer == Excusing.class)
				? List.of(Behaviour.answer(503, "bad"), Behaviour.hang(), Behaviour.breakOff(), Behaviour.drip()) : List
					.of(Behaviour.answer(404, "wrong"), Behaviour.answer(404, "wrong"), Behaviour.answer(404, "wrong"));
	}

	private static ConfigurableApplicationContext run(Class<?> customizer, int... ports) {
		String[] instances = IntStream.range(0, ports.length)
			.mapToObj((i) -> INSTANCE.formatted(i, ports[i]))
			.toArray(String[]::new);
		return new SpringApplicationBuilder(LoadBalancedClients.class, customizer).web(WebApplicationType.NONE)
			.properties(Stream
				.concat(Stream.of(instances),
						Stream.of("resilience.loadbalancing.algorithm=round-robin",
								"resilience.loadbalancing.ejection.time.base=60s",
								"resilience.client.attempt-timeout=200ms", "resilience.client.adaptive-limit=false",
								"resilience.loadbalancing.ejection.consecutive-errors=2",
								"resilience.loadbalancing.ejection.unresponsive-after=1h",
								"spring.cloud.loadbalancer.cache.enabled=false",
								"spring.http.clients.reactive.connector=jdk", "spring.main.banner-mode=off"))
				.toArray(String[]::new))
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FailureAutoConfiguration.class)
	static class Excusing {

		@Bean
		VerdictCustomizer excuse() {
			return (target, result, verdict) -> (verdict != null) ? verdict.withBlame(Blame.NOBODY) : null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FailureAutoConfiguration.class)
	static class Blaming {

		@Bean
		VerdictCustomizer blame() {
			return (target, result, verdict) -> result.hasStatus(404) ? Verdict.failure() : verdict;
		}

	}

}
