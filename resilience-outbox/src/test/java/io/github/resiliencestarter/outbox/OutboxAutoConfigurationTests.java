package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resiliencestarter.engines.Engines;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link OutboxAutoConfiguration}, with an HTTP server as the target.
 */
class OutboxAutoConfigurationTests {

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final AtomicInteger status = new AtomicInteger(200);

	private final HttpServer server;

	private ApplicationContextRunner runner;

	OutboxAutoConfigurationTests() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.runner = new ApplicationContextRunner();
	}

	@BeforeEach
	void start() {
		this.server.createContext("/", this::handle);
		this.server.start();
		this.runner = this.runner.withUserConfiguration(Application.class)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
					"spring.cloud.consul.enabled=false", "spring.cloud.discovery.enabled=false",
					"resilience.outbox.poll-interval=50ms", "management.endpoints.web.exposure.include=*",
					"management.endpoints.jmx.exposure.include=*",
					"resilience4j.retry.instances.localhost.max-attempts=1",
					"resilience.outbox.targets.localhost.base-url=" + base(),
					"resilience.outbox.targets.stock.base-url=" + base() + "/stock", "test.base-url=" + base());
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	private String base() {
		return "http://localhost:" + this.server.getAddress().getPort();
	}

	private void handle(HttpExchange exchange) throws IOException {
		String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
		if (this.status.get() < 400) {
			this.received.add(exchange.getRequestURI().getPath() + " " + key + " " + body);
		}
		exchange.sendResponseHeaders(this.status.get(), -1);
		exchange.close();
	}

	@Test
	void isOffWithoutDataSource() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Outbox.class));
	}

	@Test
	void storesAndForwardsMessagesAndCallsOfMethodsAndInterfaces() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			Outbox outbox = context.getBean(Outbox.class);
			outbox.send(OutboxMessage.to("localhost", "POST /direct", Map.of("a", 1)).withId("one"));
			assertThat(this.received).containsExactly("/direct one {\"a\":1}");
			this.status.set(503);
			outbox.send(OutboxMessage.to("localhost", "POST /later", Map.of("a", 2)).withId("two"));
			context.getBean(Reservations.class).reserve(new Reservation("sku", 3));
			Receipt receipt = context.getBean(Reservations.class)
				.reserveLater(new Reservation("sku", 4))
				.toCompletableFuture()
				.join();
			context.getBean(InventoryApi.class).reserve(new Reservation("sku", 5));
			assertThat(receipt.status()).isEqualTo(Receipt.Status.STORED);
			assertThat(this.received).hasSize(1);
			this.status.set(200);
			await().atMost(Duration.ofSeconds(60)).until(() -> this.received.size() == 5);
			assertThat(this.received).anyMatch((each) -> each.equals("/later two {\"a\":2}"))
				.anyMatch((each) -> each.equals("/bean " + receipt.id() + " {\"sku\":\"sku\",\"count\":4}"))
				.anyMatch((each) -> each.startsWith("/interface ") && !each.contains("null") && each.contains(":5"));
			assertMeters(context.getBean(MeterRegistry.class));
		});
	}

	private static void assertMeters(MeterRegistry meters) {
		await().atMost(Duration.ofSeconds(5))
			.until(() -> meters.get("resilience.outbox.sent")
				.tags("target", "localhost", "outcome", "delivered")
				.counter()
				.count() == 4);
		await().atMost(Duration.ofSeconds(5))
			.until(() -> meters.get("resilience.outbox.messages")
				.tags("target", "localhost", "state", "waiting")
				.gauge()
				.value() == 0);
	}

	@Test
	void doesNotCallWhileTheCircuitBreakerIsOpenAndShowsWhatWaits() {
		this.runner.run((context) -> {
			CircuitBreaker breaker = context.getBean(Engines.class).circuitBreakers().get("localhost");
			breaker.transitionToForcedOpenState();
			context.getBean(Reservations.class).reserve(new Reservation("sku", 1));
			context.getBean(Outbox.class)
				.send(OutboxMessage.to("localhost", "POST /late", 1).withId("late").withDeadline(Duration.ofMillis(1)));
			OutboxEndpoint endpoint = context.getBean(OutboxEndpoint.class);
			assertThat(endpoint.targets()).extractingByKey("localhost")
				.satisfies((target) -> assertThat(target.waiting()).isEqualTo(2));
			breaker.transitionToClosedState();
			await().atMost(Duration.ofSeconds(10)).until(() -> this.received.size() == 1);
			await().atMost(Duration.ofSeconds(10)).until(() -> endpoint.list("localhost").size() == 1);
			assertThat(endpoint.show("localhost", "late")).isNotNull();
			assertThat(endpoint.change("localhost", "late", OutboxEndpoint.Action.REQUEUE).getStatus()).isEqualTo(403);
		});
	}

	@Test
	void throwsWhatTheTargetSaysAgainstADirectCall() {
		this.runner.run((context) -> {
			this.status.set(409);
			assertThatExceptionOfType(HttpClientErrorException.class)
				.isThrownBy(() -> context.getBean(Reservations.class).reserve(new Reservation("sku", 1)));
			assertThatExceptionOfType(HttpClientErrorException.class)
				.isThrownBy(() -> context.getBean(Outbox.class).send(OutboxMessage.to("stock", "POST /direct", 1)));
		});
	}

	@Test
	void aTargetWithABaseUrlHasItsOwnCircuitBreaker() {
		this.runner.run((context) -> {
			Engines engines = context.getBean(Engines.class);
			context.getBean(Outbox.class).send(OutboxMessage.to("stock", "POST /items?count=1", 1).withId("one"));
			assertThat(this.received).containsExactly("/stock/items one 1");
			assertThat(engines.circuitBreakers().get("stock").getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(1);
			assertThat(engines.circuitBreakers().get("localhost").getMetrics().getNumberOfBufferedCalls()).isZero();
		});
	}

	@Test
	void reportsAMethodThatReturnsAValue() {
		this.runner.withBean(WithResult.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("returns void or CompletionStage"));
	}

	record Reservation(String sku, int count) {

	}

	interface InventoryApi {

		@PostExchange("/interface")
		@StoreAndForward(value = "localhost", orderingKey = "#p0.sku()")
		void reserve(@RequestBody Reservation reservation);

	}

	static class Reservations {

		private final RestClient client;

		Reservations(RestClient client) {
			this.client = client;
		}

		@StoreAndForward(value = "localhost", orderingKey = "#reservation.sku()")
		public void reserve(Reservation reservation) {
			this.client.post().uri("/bean").body(reservation).retrieve().toBodilessEntity();
		}

		@StoreAndForward(value = "localhost", deadline = "2h", mode = Mode.ALWAYS)
		public CompletionStage<Receipt> reserveLater(Reservation reservation) {
			this.client.post().uri("/bean").body(reservation).retrieve().toBodilessEntity();
			return CompletableFuture.completedFuture(new Receipt("", Receipt.Status.DELIVERED));
		}

	}

	static class WithResult {

		@StoreAndForward("localhost")
		public String result() {
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RestClient client(RestClient.Builder builder, @Value("${test.base-url}") String base) {
			return builder.baseUrl(base).build();
		}

		@Bean
		Reservations reservations(RestClient client) {
			return new Reservations(client);
		}

		@Bean
		InventoryApi inventoryApi(RestClient client) {
			return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
				.build()
				.createClient(InventoryApi.class);
		}

	}

}
