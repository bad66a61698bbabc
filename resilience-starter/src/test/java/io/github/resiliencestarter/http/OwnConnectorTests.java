package io.github.resiliencestarter.http;

import java.time.Duration;
import java.util.stream.Stream;

import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.JettyClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for reactive clients with a connector that the user creates or configures.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnConnectorTests {

	static Stream<Arguments> connectorsAndFaults() {
		return Stream.of("reactor", "jetty", "jdk")
			.flatMap((connector) -> Stream.of("hang", "drip", "trickle", "stall")
				.map((fault) -> Arguments.of(connector, fault)));
	}

	@ParameterizedTest
	@MethodSource("connectorsAndFaults")
	void keepsTheLimitOfACall(String connector, String fault) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer(); ConfigurableApplicationContext context = run()) {
			server.behave(switch (fault) {
				case "hang" -> Behaviour.hang();
				case "drip" -> Behaviour.drip();
				case "trickle" -> Behaviour.trickle("x".repeat(20));
				default -> Behaviour.stall();
			});
			WebClient client = context.getBean(WebClient.Builder.class).clientConnector(create(connector)).build();
			Duration took = HttpGuardContract.took(() -> assertThatException().isThrownBy(() -> get(client, server)));
			assertThat(took).isLessThan(Duration.ofSeconds(3));
			server.behave(Behaviour.answer(200, "fine"));
			assertThat(get(client, server)).isEqualTo("fine");
		}
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(HttpGuardContract.Application.class).web(WebApplicationType.NONE)
			.properties("resilience4j.retry.configs.default.wait-duration=1ms", "spring.main.banner-mode=off",
					"resilience.client.attempt-timeout=800ms", "resilience.client.timeout=1200ms")
			.run(Stream.of(properties).map((property) -> "--" + property).toArray(String[]::new));
	}

	private static ClientHttpConnector create(String connector) {
		return switch (connector) {
			case "reactor" -> new ReactorClientHttpConnector();
			case "jetty" -> new JettyClientHttpConnector();
			default -> new JdkClientHttpConnector();
		};
	}

	private static @Nullable String get(WebClient client, MisbehavingServer server) {
		return client.get().uri("http://localhost:" + server.port()).retrieve().bodyToMono(String.class).block();
	}

}
