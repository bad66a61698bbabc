package io.github.resiliencestarter.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.http.BalancedGuardTests.Client;
import io.github.resiliencestarter.http.HttpGuardContract.Events;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import io.github.resiliencestarter.http.MisbehavingServer.Request;
import io.github.resiliencestarter.loadbalancing.Health;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Load-balanced clients and two instances of a target whose requests are hedged.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class HedgedRequests {

	private static final String INSTANCE = "spring.cloud.discovery.client.simple.instances.inventory[%d].uri=http://127.0.0.1:%d";

	static final String HEDGE = "resilience.client.targets.inventory.hedge.after=";

	static final String DEADLINE = "X-Request-Timeout-Ms";

	static final Behaviour OK = Behaviour.answer(200, "ok");

	final List<MisbehavingServer> servers = new ArrayList<>();

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

	void run(String... properties) {
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

	ConfigurableApplicationContext context() {
		return Objects.requireNonNull(this.running);
	}

	List<String> events() {
		return context().getBean(Events.class).all;
	}

	List<Request> requests() {
		return this.servers.stream().flatMap((server) -> server.requests.stream()).toList();
	}

	/**
	 * Let the first request of all get one behavior and the others another.
	 */
	void behave(Behaviour first, Behaviour others) {
		AtomicInteger next = new AtomicInteger();
		this.servers.forEach((server) -> server
			.behave((exchange) -> ((next.getAndIncrement() == 0) ? first : others).handle(exchange)));
	}

	static Behaviour late(long millis, Behaviour behaviour) {
		return (exchange) -> {
			if (exchange.pause(millis)) {
				behaviour.handle(exchange);
			}
		};
	}

	int closedByClient() {
		return this.servers.stream().mapToInt(MisbehavingServer::closedByClient).sum();
	}

	void assertNothingIsLeft() {
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

	Bulkhead.Metrics bulkhead() {
		return context().getBean(BulkheadRegistry.class).bulkhead("inventory").getMetrics();
	}

}
