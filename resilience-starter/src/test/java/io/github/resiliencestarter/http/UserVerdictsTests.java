package io.github.resiliencestarter.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.failure.AttemptResult;
import io.github.resiliencestarter.failure.HttpOutcome;
import io.github.resiliencestarter.failure.HttpOutcomeClassifier;
import io.github.resiliencestarter.failure.Verdict;
import io.github.resiliencestarter.failure.Verdict.Blame;
import io.github.resiliencestarter.failure.VerdictCustomizer;
import io.github.resiliencestarter.http.AnnotatedClientParityTests.Client;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import io.github.resiliencestarter.http.UserExceptionRulesTests.Kind;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for a user's classifier and customizer of verdicts: the guard, with whichever
 * client, and annotations around it judge alike.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class UserVerdictsTests {

	private MisbehavingServer server;

	private ConfigurableApplicationContext context;

	@BeforeAll
	void start() throws IOException {
		this.server = new MisbehavingServer();
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "spring.cloud.consul.enabled=false",
					"spring.http.clients.imperative.factory=jdk", "spring.http.clients.reactive.connector=jdk",
					"resilience4j.retry.configs.default.wait-duration=1ms",
					"resilience.client.retry-budget.min-per-second=1000")
			.run();
	}

	@AfterAll
	void stop() throws IOException {
		this.context.close();
		this.server.close();
	}

	static Stream<Arguments> clients() {
		return Arrays.stream(Client.values())
			.flatMap((client) -> Arrays.stream(Case.values()).map((each) -> Arguments.of(client, each)));
	}

	static Stream<Arguments> kinds() {
		return Arrays.stream(Kind.values())
			.flatMap((kind) -> Arrays.stream(Case.values()).map((each) -> Arguments.of(kind, each)));
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void guardFollowsThem(Kind kind, Case each) {
		play("localhost", each, (url) -> kind.get(this.context, url));
	}

	@ParameterizedTest
	@MethodSource("clients")
	void annotationsAroundAGuardedClientFollowThem(Client client, Case each) {
		play("localhost", each, (url) -> client.guarded(this.context, url)
			.on(this.context.getBean(AnnotatedClientParityTests.Shop.class), "localhost"));
	}

	@ParameterizedTest
	@MethodSource("clients")
	void annotationsAroundAnUnguardedClientFollowThemByTheirName(Client client, Case each) {
		play("inventory", each, (url) -> client.plain(url)
			.on(this.context.getBean(AnnotatedClientParityTests.Shop.class), "inventory"));
	}

	@ParameterizedTest
	@EnumSource
	void annotationsAroundACompletionStageFollowThem(Case each) {
		RestClient client = RestClient.builder().requestFactory(new JdkClientHttpRequestFactory()).build();
		play("inventory", each,
				(url) -> this.context.getBean(Later.class)
					.call("inventory", () -> client.get().uri(url).retrieve().body(String.class))
					.toCompletableFuture()
					.join());
	}

	@ParameterizedTest
	@EnumSource
	void instancesOfOtherNamesAreJudgedByDefault(Client client) {
		this.server.behave(Case.NOT_FOUND.behaviour);
		String name = "other-" + client.name().toLowerCase(Locale.ROOT);
		assertThatException().isThrownBy(
				() -> client.plain(url()).on(this.context.getBean(AnnotatedClientParityTests.Shop.class), name));
		assertThat(this.server.requests).hasSize(1);
		assertThat(this.context.getBean(CircuitBreakerRegistry.class)
			.circuitBreaker(name)
			.getMetrics()
			.getNumberOfFailedCalls()).isZero();
	}

	@ParameterizedTest
	@EnumSource(value = Kind.class, names = { "REST_CLIENT", "WEB_CLIENT" })
	void aResponseThatIsNoErrorCanBeAFailure(Kind kind) {
		this.server.behave(Behaviour.answer(200, "maintenance", "X-Maintenance: true"), Behaviour.answer(200, "ok"));
		assertThat(kind.get(this.context, url())).isEqualTo("ok");
	}

	@ParameterizedTest
	@EnumSource(value = PostOf.class)
	void aPostIsNeverRepeatedForACustomizerThatDoesNotKnowIt(PostOf client) {
		this.server.behave(Case.NOT_FOUND.behaviour);
		assertThatException().isThrownBy(() -> client.send(this.context, url(), "order"));
		assertThat(this.server.requests).hasSize(1);
	}

	@Test
	void aPostThatTheTargetHasNotActedOnIsRepeatedIfItsBodyIsKept() {
		this.server.behave(Behaviour.answer(421, "not me"), Behaviour.answer(200, "ok"));
		assertThat(PostOf.REST_CLIENT.send(this.context, url(), "order")).isEqualTo("ok");
		assertThat(this.server.requests).hasSize(2);
	}

	private void play(String name, Case each, Consumer<String> call) {
		var breaker = this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker(name);
		breaker.reset();
		this.server.behave(each.behaviour);
		assertThatException().isThrownBy(() -> call.accept(url()));
		if (each != Case.RESET) {
			assertThat(this.server.requests).as("attempts").hasSize(each.attempts);
		}
		Awaitility.await()
			.untilAsserted(() -> assertThat(breaker.getMetrics().getNumberOfFailedCalls()).as("failed")
				.isEqualTo(each.failed));
	}

	private String url() {
		return "http://localhost:" + this.server.port();
	}

	/**
	 * What happens, how many attempts it takes, and how many of them count as failed.
	 */
	@SuppressWarnings("ImmutableEnumChecker")
	enum Case {

		NOT_FOUND(Behaviour.answer(404, "not yet"), 3, 3), UNAVAILABLE(Behaviour.answer(503, "on purpose"), 1, 0),
		CONFLICT(Behaviour.answer(409, "moved"), 3, 3), BAD_GATEWAY(Behaviour.answer(502, "proxy"), 3, 0),
		MARKED(Behaviour.answer(500, "rule", "X-Rule: true"), 1, 0), ERROR(Behaviour.answer(500, "error"), 3, 3),
		RESET(Behaviour.reset(), 1, 0);

		private final Behaviour behaviour;

		private final int attempts;

		private final int failed;

		Case(Behaviour behaviour, int attempts, int failed) {
			this.behaviour = behaviour;
			this.attempts = attempts;
			this.failed = failed;
		}

	}

	enum PostOf {

		REST_CLIENT, WEB_CLIENT;

		@Nullable String send(ConfigurableApplicationContext context, String url, String body) {
			return (this == REST_CLIENT)
					? context.getBean(RestClient.Builder.class)
						.build()
						.post()
						.uri(url)
						.contentType(MediaType.TEXT_PLAIN)
						.body(body)
						.retrieve()
						.body(String.class)
					: context.getBean(org.springframework.web.reactive.function.client.WebClient.Builder.class)
						.build()
						.post()
						.uri(url)
						.bodyValue(body)
						.retrieve()
						.bodyToMono(String.class)
						.block();
		}

	}

	static class Later {

		@Retry(name = "#p0")
		@CircuitBreaker(name = "#p0")
		public CompletionStage<Void> call(String name, Runnable call) {
			return CompletableFuture.runAsync(call);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ StarterContext.Everything.class, AnnotatedClientParityTests.Shop.class, Later.class })
	static class Application {

		@Bean
		HttpOutcomeClassifier classifier() {
			HttpOutcomeClassifier standard = HttpOutcomeClassifier.standard();
			return (target, status, headers) -> switch (isOurs(target) ? status.value() : 0) {
				case 404 -> HttpOutcome.FAILURE;
				case 503 -> HttpOutcome.SUCCESS;
				default -> standard.classify(target, status, headers);
			};
		}

		@Bean
		VerdictCustomizer customizer() {
			return (target, result, verdict) -> isOurs(target) ? judge(result, verdict) : verdict;
		}

		private static boolean isOurs(String target) {
			return target.equals("localhost") || target.equals("inventory");
		}

		private static @Nullable Verdict judge(AttemptResult result, @Nullable Verdict verdict) {
			if (result.hasStatus(409) || result.headers().containsHeader("X-Maintenance")) {
				return Verdict.failure();
			}
			if (result.hasStatus(421)) {
				return new Verdict(Blame.TARGET, false, true, null);
			}
			if (result.headers().containsHeader("X-Rule")) {
				return null;
			}
			if (verdict != null && result.hasStatus(502)) {
				return verdict.withBlame(Blame.NOBODY);
			}
			return (verdict != null && result.isCausedBy(IOException.class))
					? verdict.withBlame(Blame.NOBODY).withRepeatable(false) : verdict;
		}

	}

}
