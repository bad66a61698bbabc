package io.github.resiliencestarter.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.http.BalancedGuardTests.Client;
import io.github.resiliencestarter.http.HttpGuardContract.Events;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import io.github.resiliencestarter.http.MisbehavingServer.Request;
import io.github.resiliencestarter.loadbalancing.Eject;
import io.github.resiliencestarter.loadbalancing.Health;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;
import org.springframework.http.client.reactive.JettyClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for requests that are sent to a second instance.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HedgedRequestTests {

	private static final String INSTANCE = "spring.cloud.discovery.client.simple.instances.inventory[%d].uri=http://127.0.0.1:%d";

	private static final String HEDGE = "resilience.client.targets.inventory.hedge.after=";

	private static final String DEADLINE = "X-Request-Timeout-Ms";

	private static final Behaviour OK = Behaviour.answer(200, "ok");

	private final List<MisbehavingServer> servers = new ArrayList<>();

	private @Nullable ConfigurableApplicationContext running;

	@BeforeEach
	void start() throws IOException {
		this.servers.add(new MisbehavingServer());
		this.servers.add(new MisbehavingServer());
	}

	@AfterEach
	void stop() throws IOException {
		if (this.running != null) {
			this.running.close();
		}
		for (MisbehavingServer server : this.servers) {
			server.close();
		}
	}

	private void run(String... properties) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(LoadBalancedClients.class)
			.web(WebApplicationType.NONE)
			.properties(IntStream.range(0, this.servers.size())
				.mapToObj((i) -> INSTANCE.formatted(i, this.servers.get(i).port()))
				.toArray(String[]::new))
			.properties("resilience4j.retry.configs.default.max-attempts=1",
					"resilience.loadbalancing.algorithm=round-robin",
					"resilience.client.retry-budget.min-per-second=10", "resilience.client.attempt-timeout=10s",
					"spring.cloud.loadbalancer.cache.enabled=false",
					"resilience.loadbalancing.ejection.unresponsive-after=1m", "spring.main.banner-mode=off")
			.properties(properties)
			.run();
		this.running = context;
		// The first calls of a cold client take long before they are sent
		Stream.of(Client.values())
			.flatMap((client) -> Stream.of(client, client))
			.forEach((client) -> client.call(context, HttpMethod.POST));
		events().clear();
		this.servers.forEach((server) -> server.requests.clear());
	}

	private ConfigurableApplicationContext context() {
		return Objects.requireNonNull(this.running);
	}

	private List<String> events() {
		return context().getBean(Events.class).all;
	}

	private List<Request> requests() {
		return this.servers.stream().flatMap((server) -> server.requests.stream()).toList();
	}

	/**
	 * Let the first request of all get one behavior and the others another.
	 */
	private void behave(Behaviour first, Behaviour others) {
		AtomicInteger next = new AtomicInteger();
		this.servers.forEach((server) -> server
			.behave((exchange) -> ((next.getAndIncrement() == 0) ? first : others).handle(exchange)));
	}

	private static Behaviour late(long millis, Behaviour behaviour) {
		return (exchange) -> {
			if (exchange.pause(millis)) {
				behaviour.handle(exchange);
			}
		};
	}

	private int closedByClient() {
		return this.servers.stream().mapToInt(MisbehavingServer::closedByClient).sum();
	}

	private void assertNothingIsLeft() {
		CircuitBreaker breaker = context().getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
		assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(Health.of(context(), "inventory")).isEqualTo(new Health(0, 0)));
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(bulkhead().getAvailableConcurrentCalls())
				.isEqualTo(bulkhead().getMaxAllowedConcurrentCalls()));
	}

	private Bulkhead.Metrics bulkhead() {
		return context().getBean(BulkheadRegistry.class).bulkhead("inventory").getMetrics();
	}

	@ParameterizedTest
	@EnumSource
	void takesTheResponseOfAnotherInstanceIfTheFirstIsSilent(Client client) {
		run(HEDGE + "50ms");
		behave(Behaviour.hang(), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(events()).containsExactly("hedge SENT", "hedge WON", "attempt 1 Success", "call SUCCESS");
		assertThat(this.servers).allSatisfy((server) -> assertThat(server.requests).hasSize(1));
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void cancelsTheFirstRequestIfTheSecondWins(Client client) {
		run(HEDGE + "50ms");
		behave(Behaviour.hang(), OK);
		client.call(context(), HttpMethod.GET);
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(this::closedByClient, (closed) -> closed == 1);
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void cancelsTheSecondRequestIfTheFirstWins(Client client) {
		run(HEDGE + "50ms");
		behave(late(400, OK), Behaviour.hang());
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(events()).containsExactly("hedge SENT", "attempt 1 Success", "call SUCCESS");
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(this::closedByClient, (closed) -> closed == 1);
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeARequestThatIsAnsweredInTime(Client client) {
		run(HEDGE + "5s");
		IntStream.range(0, 5).forEach((i) -> client.call(context(), HttpMethod.GET));
		assertThat(events()).doesNotContain("hedge SENT");
		assertThat(requests()).hasSize(5);
	}

	@ParameterizedTest
	@EnumSource
	void aBadResponseToTheSecondRequestLeavesItToTheFirst(Client client) {
		run(HEDGE + "50ms");
		behave(late(500, OK), Behaviour.answer(503, "bad"));
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(events()).containsExactly("hedge SENT", "attempt 1 Success", "call SUCCESS");
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void theSecondRequestMakesUpForAFirstThatFails(Client client) {
		run(HEDGE + "50ms");
		behave(late(300, Behaviour.reset()), late(600, OK));
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(events()).containsExactly("hedge SENT", "hedge WON", "attempt 1 Success", "call SUCCESS");
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void theSecondRequestMakesUpForABadResponseToTheFirst(Client client) {
		run(HEDGE + "50ms");
		behave(late(300, Behaviour.answer(503, "bad")), late(600, OK));
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(events()).containsExactly("hedge SENT", "hedge WON", "attempt 1 Success", "call SUCCESS");
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void failsOnceIfBothFail(Client client) {
		run(HEDGE + "50ms");
		behave(late(400, Behaviour.answer(503, "bad")), Behaviour.answer(500, "worse"));
		assertThatException().isThrownBy(() -> client.call(context(), HttpMethod.GET)).withMessageContaining("503");
		assertThat(events()).containsExactly("hedge SENT", "attempt 1 Failure", "call ERROR");
		CircuitBreaker breaker = context().getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
		assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeAPost(Client client) {
		run(HEDGE + "50ms");
		behave(late(400, OK), OK);
		assertThat(client.call(context(), HttpMethod.POST)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeWithoutABudget(Client client) {
		run(HEDGE + "50ms", "resilience.client.retry-budget.min-per-second=0",
				"resilience.client.retry-budget.ratio=0");
		behave(late(400, OK), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void aHedgeThatWinsSpendsBudget(Client client) {
		run(HEDGE + "50ms", "resilience.client.retry-budget.min-per-second=1", "resilience.client.retry-budget.ratio=0",
				"resilience.client.retry-budget.window=100s");
		behave(Behaviour.hang(), OK);
		client.call(context(), HttpMethod.GET);
		assertThat(context().getBean(Guards.class).find("inventory").orElseThrow().availableRetries()).isEqualTo(99);
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeWhileAnInstanceIsEjected(Client client) throws IOException {
		this.servers.add(new MisbehavingServer());
		run(HEDGE + "50ms");
		client.call(context(), HttpMethod.GET);
		assertThat(Eject.instance(context(), "inventory", this.servers.get(0).port())).isTrue();
		behave(late(400, OK), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeWithOneInstance(Client client) throws IOException {
		this.servers.remove(1).close();
		run(HEDGE + "50ms");
		behave(late(400, OK), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeWhileTheBreakerIsHalfOpen(Client client) {
		run(HEDGE + "50ms");
		CircuitBreaker breaker = context().getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
		breaker.transitionToOpenState();
		breaker.transitionToHalfOpenState();
		behave(late(400, OK), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void theSecondRequestHasTheDeadlineOfTheFirst(Client client) {
		run(HEDGE + "50ms", "resilience.deadline.send-to=all");
		behave(Behaviour.hang(), OK);
		client.call(context(), HttpMethod.GET);
		List<Long> left = requests().stream()
			.map((request) -> Long.valueOf(Objects.requireNonNull(request.headers().get(DEADLINE))))
			.sorted()
			.toList();
		assertThat(left).hasSize(2);
		assertThat(left.get(1)).isBetween(9000L, 10000L);
		assertThat(left.get(0)).isLessThanOrEqualTo(left.get(1) - 50);
	}

	@ParameterizedTest
	@EnumSource
	void followsTheObservedLatency(Client client) {
		run(HEDGE + "p50");
		IntStream.range(0, 40).forEach((i) -> client.call(context(), HttpMethod.GET));
		events().clear();
		behave(Behaviour.hang(), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(events()).contains("hedge WON");
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeBeforeThereAreEnoughObservations(Client client) {
		run(HEDGE + "p50");
		behave(late(300, OK), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "APACHE", "SIMPLE", "JETTY", "REACTOR", "APACHE_BUFFERED", "SIMPLE_BUFFERED" })
	void cancelsTheRequestThatLosesOfEveryLibraryOfRestClient(RequestFactoryKind kind) {
		run(HEDGE + "50ms");
		RestClient client = context().getBean(RestClient.Builder.class).clone().requestFactory(kind.create()).build();
		assertThatTheOtherIsCanceled(
				() -> client.get().uri("http://inventory/").retrieve().body(String.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { ReactorClientHttpConnector.class, JettyClientHttpConnector.class,
			HttpComponentsClientHttpConnector.class })
	void cancelsTheRequestThatLosesOfEveryConnectorOfWebClient(Class<? extends ClientHttpConnector> connector) {
		run(HEDGE + "50ms");
		WebClient client = context().getBean(WebClient.Builder.class)
			.clone()
			.clientConnector(BeanUtils.instantiateClass(connector))
			.build();
		assertThatTheOtherIsCanceled(
				() -> client.get().uri("http://inventory/").retrieve().bodyToMono(String.class).block());
	}

	private void assertThatTheOtherIsCanceled(Supplier<@Nullable String> call) {
		IntStream.range(0, 4).forEach((i) -> assertThat(call.get()).isEqualTo("ok"));
		behave(Behaviour.hang(), OK);
		assertThat(call.get()).isEqualTo("ok");
		assertThat(events()).contains("hedge WON");
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(this::closedByClient, (closed) -> closed == 1);
		behave(late(400, OK), Behaviour.hang());
		assertThat(call.get()).isEqualTo("ok");
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(this::closedByClient, (closed) -> closed == 1);
		assertNothingIsLeft();
	}

	@Test
	void sendsAPutWithItsBodyAgain() {
		run(HEDGE + "50ms");
		behave(Behaviour.hang(), OK);
		context().getBean(RestClient.Builder.class)
			.build()
			.put()
			.uri("http://inventory/")
			.body("text")
			.retrieve()
			.toBodilessEntity();
		assertThat(requests()).hasSize(2).extracting(Request::body).containsOnly("text");
		behave(Behaviour.hang(), OK);
		context().getBean(WebClient.Builder.class)
			.build()
			.put()
			.uri("http://inventory/")
			.bodyValue("text")
			.retrieve()
			.toBodilessEntity()
			.block();
		assertThat(requests()).hasSize(2).extracting(Request::body).containsOnly("text");
		assertThat(events()).filteredOn("hedge WON"::equals).hasSize(2);
	}

	@Test
	void theSecondRequestOfABlockingCallHasTheContextOfTheCaller() {
		run(HEDGE + "50ms");
		behave(Behaviour.hang(), OK);
		MDC.put("correlation", "abc");
		try {
			context().getBean(RestClient.Builder.class).clone().requestInterceptor((request, body, execution) -> {
				request.getHeaders().set("X-Correlation", String.valueOf(MDC.get("correlation")));
				return execution.execute(request, body);
			}).build().get().uri("http://inventory/").retrieve().toBodilessEntity();
		}
		finally {
			MDC.clear();
		}
		assertThat(requests()).hasSize(2)
			.allSatisfy((request) -> assertThat(request.headers()).containsEntry("X-Correlation", "abc"));
	}

	@Test
	void needsNoThreadWithoutHedging() {
		run();
		behave(late(200, OK), OK);
		Client.REST_CLIENT.call(context(), HttpMethod.GET);
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("resilience-hedge-"));
	}

	@Test
	void leavesTheThreadOfTheCallerUninterrupted() {
		run(HEDGE + "20ms");
		Stream.generate(() -> Client.REST_CLIENT).limit(20).forEach((client) -> {
			behave(late(21, OK), OK);
			assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
		});
		assertNothingIsLeft();
	}

}
