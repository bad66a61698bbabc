package io.github.resiliencestarter.http;

import java.time.Duration;
import java.util.stream.Stream;

import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for clients with a request factory that the user creates: timeouts are enforced,
 * and requests that cannot be aborted behave as without a guard.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class OwnRequestFactoryTests {

	private static final Duration LIMIT = Duration.ofMillis(1200);

	private static final Duration SLACK = Duration.ofMillis(1300);

	private ConfigurableApplicationContext context;

	@BeforeAll
	void start() {
		this.context = new SpringApplicationBuilder(HttpGuardContract.Application.class).web(WebApplicationType.NONE)
			.properties("resilience4j.retry.configs.default.wait-duration=1ms", "spring.main.banner-mode=off",
					"resilience4j.circuitbreaker.configs.default.minimum-number-of-calls=1000",
					"resilience.client.attempt-timeout=800ms", "resilience.client.timeout=" + LIMIT.toMillis() + "ms")
			.run();
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	static Stream<Arguments> kindsAndFaults() {
		return Stream.of(RequestFactoryKind.values())
			.flatMap((kind) -> Stream.of("hang", "drip", "trickle", "stall").map((fault) -> Arguments.of(kind, fault)));
	}

	@ParameterizedTest
	@MethodSource("kindsAndFaults")
	void keepsTheLimitOfACall(RequestFactoryKind kind, String fault, CapturedOutput output) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer()) {
			server.behave(switch (fault) {
				case "hang" -> Behaviour.hang();
				case "drip" -> Behaviour.drip();
				case "trickle" -> Behaviour.trickle("x".repeat(20));
				default -> Behaviour.stall();
			});
			RestTemplate client = restTemplate(kind.create());
			Duration took = HttpGuardContract
				.took(() -> assertThatException().isThrownBy(() -> client.getForObject(url(server), String.class)));
			assertThat(took).isLessThan(LIMIT.plus(SLACK));
			assertThat(Thread.interrupted()).isFalse();
			server.behave(Behaviour.answer(200, "fine"));
			assertThat(client.getForObject(url(server), String.class)).isEqualTo("fine");
			assertThat(output).doesNotContain("cannot be aborted");
		}
	}

	@ParameterizedTest
	@EnumSource
	void keepsTheLimitOfACallOfARestClient(RequestFactoryKind kind) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer()) {
			server.behave(Behaviour.hang());
			RestClient client = this.context.getBean(RestClient.Builder.class).requestFactory(kind.create()).build();
			Duration took = HttpGuardContract.took(() -> assertThatException()
				.isThrownBy(() -> client.get().uri(url(server)).retrieve().body(String.class)));
			assertThat(took).isLessThan(LIMIT.plus(SLACK));
			assertThat(Thread.interrupted()).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource
	void sendsBodiesAndHeadersAsWithoutAGuard(RequestFactoryKind kind) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer()) {
			server.behave(Behaviour.answer(200, "fine"));
			String answer = this.context.getBean(RestClient.Builder.class)
				.requestFactory(kind.create())
				.requestInterceptor((request, body, execution) -> {
					request.getHeaders().add("X-Inner", "1");
					return execution.execute(request, body);
				})
				.build()
				.post()
				.uri(url(server))
				.header("X-Own", "a")
				.body("text")
				.retrieve()
				.body(String.class);
			assertThat(answer).isEqualTo("fine");
			assertThat(server.requests).singleElement().satisfies((request) -> {
				assertThat(request.method()).isEqualTo("POST");
				assertThat(request.body()).isEqualTo("text");
				assertThat(request.headers()).containsEntry("X-Own", "a").containsEntry("X-Inner", "1");
			});
		}
	}

	@Test
	void deliversALateResponseThatCouldNotBeAborted(CapturedOutput output) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer()) {
			server.behave(Behaviour.trickle("late"));
			RestTemplate client = restTemplate(StubbornRequest::new);
			assertThat(output).containsOnlyOnce("cannot be aborted").contains(getClass().getName());
			assertThat(client.getForObject(url(server), String.class)).isEqualTo("late");
			assertThat(server.requests).hasSize(1);
			assertThat(Thread.interrupted()).isFalse();
			assertThat(output).containsOnlyOnce("cannot be aborted");
			server.behave(Behaviour.answer(200, "fine"));
			assertThat(client.getForObject(url(server), String.class)).isEqualTo("fine");
			assertThat(output).containsOnlyOnce("cannot be aborted");
		}
	}

	private RestTemplate restTemplate(ClientHttpRequestFactory factory) {
		RestTemplate restTemplate = new RestTemplate(factory);
		return (RestTemplate) this.context.getAutowireCapableBeanFactory().initializeBean(restTemplate, "restTemplate");
	}

	private static String url(MisbehavingServer server) {
		return "http://localhost:" + server.port() + "/";
	}

}
