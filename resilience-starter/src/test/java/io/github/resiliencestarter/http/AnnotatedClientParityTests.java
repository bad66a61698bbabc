package io.github.resiliencestarter.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.client.support.RestTemplateAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for failures of a real server with {@code @Retry} and {@code @CircuitBreaker} and
 * their defaults: retries and recorded failures depend neither on the client nor on
 * whether it is guarded.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class AnnotatedClientParityTests {

	private MisbehavingServer server;

	private ConfigurableApplicationContext context;

	@BeforeAll
	void start() throws IOException {
		this.server = new MisbehavingServer();
		this.context = new SpringApplicationBuilder(StarterContext.Everything.class, Shop.class)
			.web(WebApplicationType.NONE)
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

	static Stream<Arguments> cases() {
		return Arrays.stream(Client.values())
			.flatMap((client) -> Arrays.stream(Failure.values()).map((failure) -> Arguments.of(client, failure)));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void sameUnderAnnotationsWhicheverClientThatIsNotGuarded(Client client, Failure failure) {
		String name = "%s-%s".formatted(client, failure).toLowerCase(Locale.ROOT);
		play(client::plain, name, failure);
	}

	@ParameterizedTest
	@MethodSource("cases")
	void sameUnderAnnotationsWhicheverClientThatIsGuarded(Client client, Failure failure) {
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("localhost").reset();
		play((url) -> client.guarded(this.context, url), "localhost", failure);
	}

	private void play(Function<String, Call> client, String name, Failure failure) {
		this.server.behave(failure.behaviour);
		Call call = client.apply("http://localhost:" + ((failure != Failure.REFUSED) ? this.server.port() : 1));
		assertThatException().isThrownBy(() -> call.on(this.context.getBean(Shop.class), name));
		var metrics = this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker(name).getMetrics();
		if (failure.attempts > 0) {
			assertThat(this.server.requests).as("attempts").hasSize(failure.attempts);
		}
		assertThat(metrics.getNumberOfFailedCalls()).as("failed").isEqualTo(failure.failed);
		assertThat(metrics.getNumberOfSuccessfulCalls()).as("succeeded").isZero();
	}

	/**
	 * Failure, number of attempts, and number of attempts that count as failed.
	 */
	@SuppressWarnings("ImmutableEnumChecker")
	enum Failure {

		BAD_REQUEST(400, 1, 0), UNAUTHORIZED(401, 1, 0), FORBIDDEN(403, 1, 0), NOT_FOUND(404, 1, 0),
		CONFLICT(409, 1, 0), GONE(410, 1, 0), UNPROCESSABLE(422, 1, 0), REQUEST_TIMEOUT(408, 3, 3),
		TOO_MANY_REQUESTS(429, 1, 0), THROTTLED(Behaviour.answer(429, "failed", "Retry-After: 0"), 3, 0),
		FAILED_DEPENDENCY(Behaviour.answer(503, "failed", "X-Failed-Dependency: stock"), 3, 0), SERVER_ERROR(500, 3, 3),
		BAD_GATEWAY(502, 3, 3), UNAVAILABLE(503, 3, 3), GATEWAY_TIMEOUT(504, 3, 3),
		REFUSED(Behaviour.reset(), Failure.NOT_COUNTED, 3), BROKEN(Behaviour.reset(), Failure.NOT_COUNTED, 3);

		/**
		 * No response, so that the JDK's client does not retry by itself.
		 */
		private static final int NOT_COUNTED = -1;

		private final Behaviour behaviour;

		private final int attempts;

		private final int failed;

		Failure(int status, int attempts, int failed) {
			this(Behaviour.answer(status, "failed"), attempts, failed);
		}

		Failure(Behaviour behaviour, int attempts, int failed) {
			this.behaviour = behaviour;
			this.attempts = attempts;
			this.failed = failed;
		}

	}

	/**
	 * Clients created manually and with Spring Boot's builders.
	 */
	@SuppressWarnings("ImmutableEnumChecker")
	enum Client {

		REST_CLIENT((url) -> call(restClient(url)),
				(context, url) -> call(context.getBean(RestClient.Builder.class).baseUrl(url).build())),

		REST_TEMPLATE((url) -> call(restTemplate(), url),
				(context, url) -> call(context.getBean(RestTemplateBuilder.class).build(), url)),

		WEB_CLIENT((url) -> call(webClient(url)),
				(context, url) -> call(context.getBean(WebClient.Builder.class).baseUrl(url).build())),

		BLOCKED_WEB_CLIENT((url) -> blocking(webClient(url)),
				(context, url) -> blocking(context.getBean(WebClient.Builder.class).baseUrl(url).build())),

		HTTP_INTERFACE((url) -> call(RestClientAdapter.create(restClient(url))),
				(context, url) -> call(
						RestClientAdapter.create(context.getBean(RestClient.Builder.class).baseUrl(url).build()))),

		HTTP_INTERFACE_ON_REST_TEMPLATE((url) -> call(RestTemplateAdapter.create(rooted(restTemplate(), url))),
				(context, url) -> call(
						RestTemplateAdapter.create(rooted(context.getBean(RestTemplateBuilder.class).build(), url)))),

		HTTP_INTERFACE_ON_WEB_CLIENT((url) -> call(WebClientAdapter.create(webClient(url))),
				(context, url) -> call(
						WebClientAdapter.create(context.getBean(WebClient.Builder.class).baseUrl(url).build()))),

		REACTIVE_HTTP_INTERFACE((url) -> reactive(WebClientAdapter.create(webClient(url))), (context, url) -> reactive(
				WebClientAdapter.create(context.getBean(WebClient.Builder.class).baseUrl(url).build())));

		private final Function<String, Call> plain;

		private final GuardedClient guarded;

		Client(Function<String, Call> plain, GuardedClient guarded) {
			this.plain = plain;
			this.guarded = guarded;
		}

		Call plain(String url) {
			return this.plain.apply(url);
		}

		Call guarded(ConfigurableApplicationContext context, String url) {
			return this.guarded.apply(context, url);
		}

		private static RestClient restClient(String url) {
			return RestClient.builder().baseUrl(url).requestFactory(new JdkClientHttpRequestFactory()).build();
		}

		private static RestTemplate restTemplate() {
			return new RestTemplate(new JdkClientHttpRequestFactory());
		}

		private static RestTemplate rooted(RestTemplate restTemplate, String url) {
			restTemplate.setUriTemplateHandler(new org.springframework.web.util.DefaultUriBuilderFactory(url));
			return restTemplate;
		}

		private static WebClient webClient(String url) {
			return WebClient.builder().baseUrl(url).clientConnector(new JdkClientHttpConnector()).build();
		}

		private static Call call(RestClient client) {
			return (shop, name) -> shop.call(name, () -> client.get().uri("/").retrieve().body(String.class));
		}

		private static Call call(RestTemplate client, String url) {
			return (shop, name) -> shop.call(name, () -> client.getForObject(url, String.class));
		}

		private static Call call(WebClient client) {
			return (shop, name) -> shop
				.callReactively(name, () -> client.get().uri("/").retrieve().bodyToMono(String.class))
				.block();
		}

		private static Call blocking(WebClient client) {
			return (shop, name) -> shop.call(name,
					() -> client.get().uri("/").retrieve().bodyToMono(String.class).block());
		}

		private static Call call(HttpExchangeAdapter adapter) {
			Exchanges exchanges = HttpServiceProxyFactory.builderFor(adapter).build().createClient(Exchanges.class);
			return (shop, name) -> shop.call(name, exchanges::get);
		}

		private static Call reactive(WebClientAdapter adapter) {
			Exchanges exchanges = HttpServiceProxyFactory.builderFor(adapter).build().createClient(Exchanges.class);
			return (shop, name) -> shop.callReactively(name, exchanges::getReactively).block();
		}

	}

	@FunctionalInterface
	interface Call {

		void on(Shop shop, String name);

	}

	@FunctionalInterface
	interface GuardedClient {

		Call apply(ConfigurableApplicationContext context, String url);

	}

	interface Exchanges {

		@GetExchange("/")
		String get();

		@GetExchange("/")
		Mono<String> getReactively();

	}

	static class Shop {

		@Retry(name = "#p0")
		@CircuitBreaker(name = "#p0")
		public void call(String name, Runnable call) {
			call.run();
		}

		@Retry(name = "#p0")
		@CircuitBreaker(name = "#p0")
		public Mono<String> callReactively(String name, java.util.function.Supplier<Mono<String>> call) {
			return call.get();
		}

	}

}
