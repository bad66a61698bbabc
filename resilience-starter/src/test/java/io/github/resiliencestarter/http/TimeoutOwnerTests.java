package io.github.resiliencestarter.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for calls within an attempt, for example to fetch a token: their failures count
 * against their own target and not against the target of the attempt.
 */
@Timeout(60)
class TimeoutOwnerTests {

	private static final String INNOCENT = "localhost";

	private static final String GUILTY = "127.0.0.1";

	private final List<AutoCloseable> toClose = new CopyOnWriteArrayList<>();

	private MisbehavingServer target;

	private MisbehavingServer tokens;

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() throws IOException {
		this.target = new MisbehavingServer();
		this.tokens = new MisbehavingServer();
		this.tokens.behave(Behaviour.hang());
		this.context = new SpringApplicationBuilder(HttpGuardContract.Application.class).web(WebApplicationType.NONE)
			.properties("resilience4j.retry.configs.default.wait-duration=1ms", "spring.main.banner-mode=off",
					"spring.http.clients.imperative.factory=jdk", "spring.http.clients.reactive.connector=jdk",
					"resilience.client.attempt-timeout=1500ms", "resilience.client.timeout=4s")
			.run();
		this.toClose.addAll(List.of(this.context, this.target, this.tokens));
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.toClose) {
			each.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "hang", "reset", "unavailable" })
	void blamesTheServerOfTheTokenForABlockingCall(String behaviour) {
		behave(behaviour);
		assertThatException().isThrownBy(() -> get(fetching(guarded())));
		assertBlamed();
	}

	@ParameterizedTest
	@ValueSource(strings = { "hang", "reset", "unavailable" })
	void blamesTheServerOfTheTokenForAReactiveCall(String behaviour) {
		behave(behaviour);
		assertThatException().isThrownBy(() -> getReactively(this.context.getBean(WebClient.Builder.class)));
		assertBlamed();
	}

	@Test
	void blamesTheInnermostOfThree() {
		RestClient.Builder between = this.context.getBean(RestClient.Builder.class)
			.requestInterceptor(fetching(guarded()));
		ClientHttpRequestInterceptor outer = (request, body, execution) -> {
			between.build().get().uri("http://[::1]:" + this.target.port()).retrieve().body(String.class);
			return execution.execute(request, body);
		};
		assertThatException().isThrownBy(() -> get(outer));
		assertBlamed();
		assertThat(breaker("[::1]").getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "hang", "reset", "unavailable" })
	void blamesTheServerOfATokenThatAReactiveClientFetchesForABlockingCall(String behaviour) {
		behave(behaviour);
		WebClient client = this.context.getBean(WebClient.Builder.class).build();
		assertThatException().isThrownBy(() -> get((request, body, execution) -> {
			request.getHeaders().setBearerAuth(String.valueOf(token(client).block()));
			return execution.execute(request, body);
		}));
		assertBlamed();
	}

	@ParameterizedTest
	@ValueSource(strings = { "hang", "reset", "unavailable" })
	void blamesTheServerOfATokenThatABlockingClientFetchesForAReactiveCall(String behaviour) {
		behave(behaviour);
		RestClient client = guarded();
		assertThatException()
			.isThrownBy(() -> getReactively((request, next) -> Mono.fromCallable(() -> String.valueOf(token(client)))
				.subscribeOn(Schedulers.boundedElastic())
				.flatMap((token) -> next.exchange(request))));
		assertBlamed();
	}

	@ParameterizedTest
	@ValueSource(strings = { "hang", "reset", "unavailable" })
	void blamesTheServerOfATokenThatAnotherThreadFetches(String behaviour) {
		behave(behaviour);
		RestClient client = guarded();
		assertThatException().isThrownBy(() -> get((request, body, execution) -> {
			request.getHeaders()
				.setBearerAuth(CompletableFuture.supplyAsync(() -> String.valueOf(token(client))).join());
			return execution.execute(request, body);
		}));
		assertBlamed();
	}

	@ParameterizedTest
	@ValueSource(strings = { "hang", "reset", "unavailable" })
	void blamesTheServerOfATokenWhoseFailureIsWrapped(String behaviour) {
		behave(behaviour);
		RestClient client = guarded();
		assertThatException().isThrownBy(() -> get((request, body, execution) -> {
			try {
				request.getHeaders().setBearerAuth(String.valueOf(token(client)));
			}
			catch (RuntimeException ex) {
				throw new IOException("Cannot authorize", ex);
			}
			return execution.execute(request, body);
		}));
		assertBlamed();
	}

	private @Nullable String token(RestClient client) {
		return client.get().uri("http://" + GUILTY + ":" + this.tokens.port()).retrieve().body(String.class);
	}

	private Mono<String> token(WebClient client) {
		return client.get().uri("http://" + GUILTY + ":" + this.tokens.port()).retrieve().bodyToMono(String.class);
	}

	@Test
	void blamesNobodyForAnUnguardedCall() {
		RestClient unguarded = RestClient.builder().requestFactory(new JdkClientHttpRequestFactory()).build();
		assertThatException().isThrownBy(() -> get(fetching(unguarded)));
		assertThat(breaker(INNOCENT).getMetrics().getNumberOfBufferedCalls()).isZero();
		assertThat(Thread.interrupted()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "hang", "reset", "unavailable" })
	void blamesNobodyForAnUnguardedCallOfTheJdkClient(String behaviour) {
		behave(behaviour);
		HttpClient jdk = HttpClient.newHttpClient();
		ClientHttpRequestInterceptor fetching = (request, body, execution) -> {
			try {
				HttpResponse<String> token = jdk.send(
						HttpRequest.newBuilder(URI.create("http://" + GUILTY + ":" + this.tokens.port())).build(),
						HttpResponse.BodyHandlers.ofString());
				if (token.statusCode() != 200) {
					throw new IOException("No token");
				}
				return execution.execute(request, body);
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		};
		assertThatException().isThrownBy(() -> get(fetching));
		assertNobodyBlamed();
	}

	@ParameterizedTest
	@ValueSource(strings = { "hang", "reset", "unavailable" })
	void blamesNobodyForAnUnguardedReactiveCall(String behaviour) {
		behave(behaviour);
		assertThatException().isThrownBy(() -> getReactively(WebClient.builder()));
		assertNobodyBlamed();
	}

	@Test
	void blamesTheTargetForItsOwnTimeoutOfAReactiveCall() {
		this.tokens.behave(Behaviour.answer(200, "token"));
		this.target.behave(Behaviour.hang());
		assertThatException().isThrownBy(() -> getReactively(WebClient.builder()));
		assertThat(breaker(INNOCENT).getMetrics().getNumberOfFailedCalls()).isPositive();
	}

	@Test
	void blamesTheTargetThatCannotBeConnectedTo() throws IOException {
		this.tokens.behave(Behaviour.answer(200, "token"));
		this.target.close();
		assertThatException().isThrownBy(() -> getReactively(WebClient.builder()));
		assertThat(breaker(INNOCENT).getMetrics().getNumberOfFailedCalls()).isPositive();
	}

	private void assertNobodyBlamed() {
		assertThat(breaker(INNOCENT).getMetrics().getNumberOfBufferedCalls()).isZero();
		assertThat(this.target.requests).isEmpty();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void blamesNobodyIfTheCallWithinIsRejected() {
		breaker(GUILTY).transitionToForcedOpenState();
		assertThatException().isThrownBy(() -> get(fetching(guarded())));
		assertThatException().isThrownBy(() -> getReactively(this.context.getBean(WebClient.Builder.class)));
		assertThat(breaker(INNOCENT).getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@Test
	void blamesTheTargetForItsOwnTimeout() {
		this.tokens.behave(Behaviour.answer(200, "token"));
		this.target.behave(Behaviour.hang());
		assertThatException().isThrownBy(() -> get(fetching(guarded())));
		assertThat(breaker(INNOCENT).getMetrics().getNumberOfFailedCalls()).isPositive();
		assertThat(breaker(GUILTY).getMetrics().getNumberOfFailedCalls()).isZero();
	}

	private void behave(String behaviour) {
		this.tokens.behave(switch (behaviour) {
			case "hang" -> Behaviour.hang();
			case "reset" -> Behaviour.reset();
			default -> Behaviour.answer(503, "down");
		});
	}

	private void assertBlamed() {
		Awaitility.await()
			.untilAsserted(() -> assertThat(breaker(GUILTY).getMetrics().getNumberOfFailedCalls()).isPositive());
		assertThat(breaker(INNOCENT).getMetrics().getNumberOfBufferedCalls()).isZero();
		assertThat(this.target.requests).isEmpty();
		assertThat(Thread.interrupted()).isFalse();
	}

	private CircuitBreaker breaker(String name) {
		return this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker(name);
	}

	private RestClient guarded() {
		return this.context.getBean(RestClient.Builder.class).build();
	}

	private ClientHttpRequestInterceptor fetching(RestClient client) {
		return (request, body, execution) -> {
			request.getHeaders()
				.setBearerAuth(String.valueOf(
						client.get().uri("http://" + GUILTY + ":" + this.tokens.port()).retrieve().body(String.class)));
			return execution.execute(request, body);
		};
	}

	private void get(ClientHttpRequestInterceptor interceptor) {
		this.context.getBean(RestClient.Builder.class)
			.requestInterceptor(interceptor)
			.build()
			.get()
			.uri("http://" + INNOCENT + ":" + this.target.port())
			.retrieve()
			.toBodilessEntity();
	}

	private void getReactively(WebClient.Builder tokenClient) {
		WebClient client = tokenClient.build();
		getReactively((request, next) -> token(client).flatMap((token) -> next.exchange(request)));
	}

	private void getReactively(ExchangeFilterFunction fetching) {
		this.context.getBean(WebClient.Builder.class)
			.filter(fetching)
			.build()
			.get()
			.uri("http://" + INNOCENT + ":" + this.target.port())
			.retrieve()
			.toBodilessEntity()
			.block();
	}

}
