package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resiliencestarter.engines.Engines;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Contract of the transports with a real broker. The circuit breaker of the broker stays
 * open until the test closes it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class AbstractBrokerIT<T extends Broker> {

	static final Duration LIMIT = Duration.ofSeconds(60);

	private static final String TARGET = "broker";

	private static final int KEYS = 4;

	private static final int MESSAGES = 100;

	private final List<Broker.Received> received = new ArrayList<>();

	final T broker;

	private ConfigurableApplicationContext context = new GenericApplicationContext();

	AbstractBrokerIT(T broker) {
		this.broker = broker;
	}

	@BeforeAll
	void start() {
		this.broker.start();
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers(
					(context) -> context.getBeanFactory().registerSingleton("connections", this.broker.connections()))
			.properties("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
					"spring.cloud.consul.enabled=false", "spring.cloud.discovery.enabled=false",
					"spring.main.banner-mode=off", "resilience.outbox.poll-interval=50ms",
					"resilience4j.retry.instances.broker.max-attempts=1",
					"resilience4j.circuitbreaker.instances.broker.minimum-number-of-calls=4",
					"resilience4j.circuitbreaker.instances.broker.sliding-window-size=100",
					"resilience4j.circuitbreaker.instances.broker.failure-rate-threshold=1",
					"resilience4j.circuitbreaker.instances.broker.wait-duration-in-open-state=10m")
			.run();
	}

	@AfterAll
	void stop() {
		this.context.close();
		this.broker.close();
	}

	@Test
	@Order(1)
	void deliversEachMessageOnceWithItsKeyAndHeaders() {
		List<Receipt> receipts = IntStream.range(0, MESSAGES).mapToObj((number) -> send("once", number)).toList();
		awaitReceived(MESSAGES);
		assertThat(this.received).extracting(Broker.Received::id)
			.containsExactlyInAnyOrderElementsOf(receipts.stream().map(Receipt::id).toList());
		assertThat(this.received).extracting(Broker.Received::header).containsOnly("trace-7");
		assertThat(this.received).extracting(Broker.Received::orderingKey)
			.allMatch((key) -> key == null || key.startsWith("once-key-"));
		assertInOrder();
		this.received.clear();
	}

	@Test
	@Order(2)
	void losesNothingAndKeepsTheOrderWhenTheBrokerIsKilled() {
		int failedBefore = breaker().getMetrics().getNumberOfFailedCalls();
		IntStream.range(0, MESSAGES).forEach((number) -> send("killed", number));
		this.broker.kill();
		IntStream.range(MESSAGES, 2 * MESSAGES).forEach((number) -> send("killed", number));
		await().atMost(LIMIT).until(() -> breaker().getState() == CircuitBreaker.State.OPEN);
		assertThat(attempts()).isLessThanOrEqualTo(breaker().getMetrics().getNumberOfFailedCalls() - failedBefore);
		assertThat(waiting()).isGreaterThanOrEqualTo(MESSAGES);
		this.broker.start();
		assertThat(breaker().getState()).isEqualTo(CircuitBreaker.State.OPEN);
		breaker().transitionToHalfOpenState();
		awaitReceived(2 * MESSAGES);
		await().atMost(LIMIT).until(() -> waiting() == 0);
		assertThat(this.context.getBean(DeadLetters.class).list(TARGET, 10)).isEmpty();
		assertInOrder();
		this.received.clear();
	}

	Receipt send(String prefix, int number) {
		return send(this.broker.destination(), prefix + "-key-" + number % KEYS, number);
	}

	Receipt send(String destination, String orderingKey, int number) {
		return this.context.getBean(Outbox.class)
			.send(OutboxMessage.to(TARGET, destination, Map.of("number", number))
				.withOrderingKey(orderingKey)
				.withHeader("trace-id", "trace-7")
				.withMode(Mode.ALWAYS));
	}

	DeadLetters deadLetters() {
		return this.context.getBean(DeadLetters.class);
	}

	CircuitBreaker breaker() {
		return Objects.requireNonNull(this.context.getBean(Engines.class).circuitBreakers().get(TARGET));
	}

	int waiting() {
		return query("select count(*) from resilience_outbox_message");
	}

	int attempts() {
		return query("select coalesce(sum(attempts), 0) from resilience_outbox_message");
	}

	private int query(String query) {
		Integer result = this.context.getBean(JdbcTemplate.class).queryForObject(query, Integer.class);
		return Objects.requireNonNull(result);
	}

	/**
	 * Waits for a number of different messages.
	 */
	private void awaitReceived(int number) {
		await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
			this.received.addAll(this.broker.receive());
			return this.received.stream().map(Broker.Received::id).distinct().count() == number;
		});
	}

	/**
	 * The first arrivals of the messages of one ordering key are in the order in which
	 * the messages were stored.
	 */
	private void assertInOrder() {
		Map<String, Integer> first = new LinkedHashMap<>();
		this.received.forEach(
				(message) -> first.putIfAbsent(message.id(), Integer.valueOf(message.body().replaceAll("\\D", ""))));
		first.values()
			.stream()
			.collect(Collectors.groupingBy((number) -> number % KEYS))
			.values()
			.forEach((numbers) -> assertThat(numbers).isSorted());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
