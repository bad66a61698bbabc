package io.github.resiliencestarter.http;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.defaults.ResilienceDefaultsAutoConfiguration;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for users' settings of exceptions and results for the circuit breaker and the
 * retry of a target. They apply to the exceptions that the client throws.
 */
@Timeout(60)
class UserExceptionRulesTests {

	private static final String BREAKER = "resilience4j.circuitbreaker.instances.localhost.";

	private static final String RETRY = "resilience4j.retry.instances.localhost.";

	private final List<AutoCloseable> toClose = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		Seen.failures.clear();
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.toClose) {
			each.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void countsAClientErrorThatTheUserRecords(Kind kind) throws IOException {
		MisbehavingServer server = server(Behaviour.answer(401, "who?"));
		CircuitBreaker breaker = call(kind, server, BREAKER + "record-exceptions=" + kind.clientError());
		assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isOne();
		assertThat(server.requests).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void retriesAClientErrorThatTheUserLists(Kind kind) throws IOException {
		MisbehavingServer server = server(Behaviour.answer(429, "busy"));
		CircuitBreaker breaker = call(kind, server,
				RETRY + "retry-exceptions=" + kind.clientError() + "$TooManyRequests");
		assertThat(server.requests).hasSize(3);
		assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void retriesAndCountsAnErrorOfTheConnectionThatTheUserNames(Kind kind) throws IOException {
		MisbehavingServer server = server(Behaviour.reset());
		CircuitBreaker breaker = call(kind, server, RETRY + "retry-exceptions=" + kind.requestError(),
				BREAKER + "record-exceptions=" + kind.requestError());
		assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource
	void retriesAndCountsTheCauseThatTheUserNames(Kind kind) throws IOException {
		MisbehavingServer server = server(Behaviour.reset());
		CircuitBreaker breaker = call(kind, server, RETRY + "retry-exceptions=java.io.IOException",
				BREAKER + "record-exceptions=java.io.IOException");
		assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource
	void neitherRetriesNorCountsWhatTheUserIgnores(Kind kind) throws IOException {
		MisbehavingServer server = server(Behaviour.answer(503, "down"));
		CircuitBreaker breaker = call(kind, server, RETRY + "ignore-exceptions=" + kind.serverError(),
				BREAKER + "ignore-exceptions=" + kind.serverError());
		assertThat(server.requests).hasSize(1);
		assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void doesNotCountAClientErrorBesideAListOfOthersToIgnore(Kind kind) throws IOException {
		MisbehavingServer server = server(Behaviour.answer(404, "no such thing"));
		CircuitBreaker breaker = call(kind, server, BREAKER + "ignore-exceptions=java.lang.IllegalStateException");
		assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
		assertThat(server.requests).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void showsPredicatesWhatTheCallerSees(Kind kind) throws IOException {
		MisbehavingServer server = server(Behaviour.answer(503, "down"));
		call(kind, server, BREAKER + "record-failure-predicate=" + Seen.class.getName(),
				RETRY + "retry-exception-predicate=" + Seen.class.getName());
		assertThat(Seen.failures).isNotEmpty().allSatisfy((failure) -> {
			assertThat(failure.getClass().getName()).isEqualTo(kind.serverError());
			assertThat(failure).hasMessageContaining("503 Service Unavailable")
				.hasMessageContaining("http://localhost:" + server.port());
		});
	}

	@ParameterizedTest
	@EnumSource
	void predicatesOverADomainTypeBreakNoCall(Kind kind) throws IOException {
		MisbehavingServer server = server(Behaviour.answer(200, "ok"));
		ConfigurableApplicationContext context = context(
				BREAKER + "record-result-predicate=" + BadOrder.class.getName(),
				RETRY + "result-predicate=" + BadOrder.class.getName());
		assertThat(kind.get(context, "http://localhost:" + server.port())).isEqualTo("ok");
		assertThat(kind.get(context, "http://localhost:" + server.port())).isEqualTo("ok");
		Awaitility.await()
			.untilAsserted(() -> assertThat(breaker(context).getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(2));
	}

	@ParameterizedTest
	@EnumSource
	void predicatesThatFailBreakNoCall(Kind kind) throws IOException {
		MisbehavingServer server = server(Behaviour.answer(503, "down"));
		call(kind, server, BREAKER + "record-failure-predicate=" + Failing.class.getName(),
				RETRY + "retry-exception-predicate=" + Failing.class.getName());
		assertThat(server.requests).hasSize(1);
	}

	private CircuitBreaker call(Kind kind, MisbehavingServer server, String... properties) {
		ConfigurableApplicationContext context = context(properties);
		assertThatException().isThrownBy(() -> kind.get(context, "http://localhost:" + server.port()))
			.satisfies((ex) -> assertThat(ex.getClass().getName()).startsWith("org.springframework.web."));
		return breaker(context);
	}

	private static CircuitBreaker breaker(ConfigurableApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("localhost");
	}

	private MisbehavingServer server(Behaviour behaviour) throws IOException {
		MisbehavingServer server = new MisbehavingServer();
		server.behave(behaviour);
		this.toClose.add(server);
		return server;
	}

	private ConfigurableApplicationContext context(String... properties) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("resilience4j.retry.configs.default.wait-duration=1ms", "spring.main.banner-mode=off",
					"spring.http.clients.imperative.factory=jdk", "spring.http.clients.reactive.connector=jdk",
					"resilience.client.retry-budget.min-per-second=100")
			.run(Stream.of(properties).map((property) -> "--" + property).toArray(String[]::new));
		this.toClose.add(context);
		return context;
	}

	enum Kind {

		REST_CLIENT, REST_TEMPLATE, WEB_CLIENT, HTTP_INTERFACE;

		String get(ConfigurableApplicationContext context, String url) {
			return String.valueOf(switch (this) {
				case REST_CLIENT ->
					context.getBean(RestClient.Builder.class).build().get().uri(url).retrieve().body(String.class);
				case REST_TEMPLATE ->
					context.getBean(RestTemplateBuilder.class).build().getForObject(url, String.class);
				case WEB_CLIENT -> context.getBean(WebClient.Builder.class)
					.build()
					.get()
					.uri(url)
					.retrieve()
					.bodyToMono(String.class)
					.block();
				case HTTP_INTERFACE -> HttpServiceProxyFactory
					.builderFor(
							RestClientAdapter.create(context.getBean(RestClient.Builder.class).baseUrl(url).build()))
					.build()
					.createClient(Thing.class)
					.get();
			});
		}

		String clientError() {
			return ((this == WEB_CLIENT) ? WebClientResponseException.class : HttpClientErrorException.class).getName();
		}

		String serverError() {
			return ((this == WEB_CLIENT) ? WebClientResponseException.ServiceUnavailable.class
					: HttpServerErrorException.ServiceUnavailable.class)
				.getName();
		}

		String requestError() {
			return ((this == WEB_CLIENT) ? WebClientRequestException.class : ResourceAccessException.class).getName();
		}

	}

	interface Thing {

		@GetExchange("/")
		String get();

	}

	@Configuration(proxyBeanMethods = false)
	@Import(HttpGuardContract.Application.class)
	@ImportAutoConfiguration(ResilienceDefaultsAutoConfiguration.class)
	static class Application {

	}

	public static class Seen implements Predicate<Throwable> {

		private static final List<Throwable> failures = new CopyOnWriteArrayList<>();

		@Override
		public boolean test(Throwable failure) {
			// Used by the guard to find out whether the rule excludes or lists
			// exceptions
			if (failure instanceof Exception) {
				failures.add(failure);
			}
			return true;
		}

	}

	public static class Failing implements Predicate<Throwable> {

		@Override
		public boolean test(Throwable failure) {
			throw new ClassCastException("not mine");
		}

	}

	public static class BadOrder implements Predicate<Order> {

		@Override
		public boolean test(Order order) {
			return order.bad();
		}

	}

	public record Order(boolean bad) {

	}

}
