package io.github.resiliencestarter.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Contract of listener containers that pause, with a real broker. The container "orders"
 * has one consumer; "shipments" and "returns" have three each.
 */
@Timeout(60)
abstract class ListenerContract {

	private static final AtomicInteger NUMBER = new AtomicInteger();

	final Journal journal = new Journal();

	final String queue = getClass().getSimpleName().toLowerCase(Locale.ROOT) + NUMBER.incrementAndGet();

	/**
	 * Creates the queues {@code <queue>-orders}, {@code -shipments} and {@code -returns}.
	 */
	abstract void createQueues(String queue);

	/**
	 * Sends messages.
	 */
	abstract void send(String queue, List<Integer> numbers);

	/**
	 * Returns the configuration with the listeners.
	 */
	abstract Class<?> listeners();

	abstract String broker();

	/**
	 * Returns the delivery count that the broker reports for a message after a rejected
	 * call.
	 */
	int deliveryAfterRejection() {
		return 1;
	}

	void run(Consumer<ConfigurableApplicationContext> test, String... properties) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(EnginesAutoConfiguration.class, MessagingAutoConfiguration.class))
			.withUserConfiguration(listeners())
			.withBean(CircuitBreakerRegistry.class, () -> this.journal.breakers)
			.withBean(Journal.class, () -> this.journal)
			.withBean(ObservationRegistry.class, () -> this.journal.observations)
			.withPropertyValues("test.queue=" + this.queue, "test.broker=" + broker(),
					"resilience.messaging.listeners.orders.pause-while-open=inventory,pricing",
					"resilience.messaging.listeners.shipments.pause-while-open=inventory",
					"resilience.messaging.listeners.returns.pause-while-open=inventory",
					"resilience.messaging.listeners.orders.deadline=100s")
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				test.accept(context.getSourceApplicationContext());
			});
	}

	static List<Integer> numbers(int end) {
		return IntStream.range(0, end).boxed().toList();
	}

	void awaitHandled(int count) {
		await().atMost(Duration.ofSeconds(20))
			.pollInterval(Duration.ofMillis(10))
			.untilAsserted(() -> assertThat(this.journal.handled()).hasSize(count));
	}

	@Test
	void losesAndReordersNothingWhileABreakerOpensProbesAndCloses() {
		createQueues(this.queue);
		send(this.queue + "-orders", numbers(60));
		this.journal.before = (number) -> {
			if (number == 20 && this.journal.repetitions.get() == 0) {
				this.journal.pricing.transitionToOpenState();
			}
		};
		run((context) -> {
			await().until(() -> this.journal.pauses.get() == 1);
			assertThat(this.journal.handled()).isEqualTo(numbers(20));
			send(this.queue + "-orders", List.of(60, 61));
			this.journal.latch = new CountDownLatch(1);
			this.journal.pricing.transitionToHalfOpenState();
			await().until(() -> this.journal.inFlight.get() == 1);
			assertThat(this.journal.handled()).isEqualTo(numbers(20));
			release();
			awaitHandled(62);
			assertThat(this.journal.pricing.getState()).isEqualTo(State.CLOSED);
			assertThat(this.journal.handled()).isEqualTo(numbers(62));
			assertThat(this.journal.repetitions).hasValue(1);
			assertThat(this.journal.deadlines).hasSize(62).allMatch((left) -> left > 30 && left <= 100);
			assertThat(this.journal.observed).hasSize(62).containsOnly(true);
			await().until(() -> this.journal.resumes.get() == 1);
		});
	}

	private void release() {
		CountDownLatch latch = this.journal.latch;
		this.journal.latch = null;
		if (latch != null) {
			latch.countDown();
		}
	}

	@Test
	void handsAMessageOutAgainAfterARejectedCall() {
		createQueues(this.queue);
		send(this.queue + "-orders", numbers(5));
		this.journal.before = (number) -> {
			if (number == 2 && this.journal.repetitions.get() == 0) {
				this.journal.inventory.transitionToForcedOpenState();
			}
		};
		run((context) -> {
			await().until(() -> this.journal.pauses.get() == 3);
			this.journal.inventory.transitionToClosedState();
			awaitHandled(5);
			assertThat(this.journal.handled()).isEqualTo(numbers(5));
			assertThat(this.journal.repetitions).hasValue(1);
			assertThat(this.journal.deliveries).containsExactly(1, 1, 1, deliveryAfterRejection(), 1, 1);
		});
	}

	@Test
	void containersShareTheProbesOfABreaker() {
		createQueues(this.queue);
		this.journal.inventory.transitionToOpenState();
		send(this.queue + "-shipments", numbers(12));
		send(this.queue + "-returns", numbers(12));
		run((context) -> {
			await().until(() -> this.journal.pauses.get() == 3);
			this.journal.latch = new CountDownLatch(1);
			this.journal.inventory.transitionToHalfOpenState();
			await().until(() -> this.journal.inFlight.get() == Journal.PROBES);
			await().during(Duration.ofMillis(500))
				.atMost(Duration.ofSeconds(5))
				.until(() -> this.journal.inFlight.get() == Journal.PROBES);
			assertThat(this.journal.started).hasValue(Journal.PROBES);
			release();
			awaitHandled(24);
			assertThat(this.journal.inventory.getState()).isEqualTo(State.CLOSED);
			assertThat(this.journal.repetitions).hasValue(0);
			assertThat(this.journal.handled()).containsExactlyInAnyOrderElementsOf(twice(12));
		});
	}

	private static List<Integer> twice(int end) {
		return IntStream.range(0, 2 * end).mapToObj((number) -> number / 2).toList();
	}

	@Test
	void probesAgainAfterAFailedProbe() {
		createQueues(this.queue);
		CircuitBreaker breaker = this.journal.inventory;
		breaker.transitionToOpenState();
		send(this.queue + "-shipments", numbers(12));
		this.journal.before = (number) -> {
			if (breaker.getState() == State.HALF_OPEN && this.journal.handled().isEmpty()) {
				this.journal.pricing.transitionToForcedOpenState();
			}
		};
		run((context) -> {
			await().until(() -> this.journal.pauses.get() > 0);
			breaker.transitionToHalfOpenState();
			await().until(() -> breaker.getState() == State.OPEN);
			assertThat(this.journal.handled()).isEmpty();
			this.journal.before = (number) -> {
			};
			this.journal.pricing.transitionToClosedState();
			breaker.transitionToHalfOpenState();
			awaitHandled(12);
			assertThat(this.journal.handled()).containsExactlyInAnyOrderElementsOf(numbers(12));
		}, "resilience.messaging.listeners.orders.pause-while-open=inventory");
	}

	@Test
	void stopsWhilePausedAndContinuesInAnotherContext() {
		createQueues(this.queue);
		this.journal.inventory.transitionToForcedOpenState();
		send(this.queue + "-orders", numbers(10));
		run((context) -> await().until(() -> this.journal.pauses.get() == 3));
		assertThat(this.journal.started).hasValue(0);
		this.journal.inventory.transitionToDisabledState();
		this.journal.before = (number) -> {
			if (number == 5) {
				this.journal.inventory.transitionToForcedOpenState();
			}
		};
		run((context) -> await().until(() -> this.journal.pauses.get() == 6));
		assertThat(this.journal.handled()).isEqualTo(numbers(5));
		this.journal.before = (number) -> {
		};
		this.journal.inventory.transitionToMetricsOnlyState();
		run((context) -> {
			awaitHandled(10);
			assertThat(this.journal.handled()).isEqualTo(numbers(10));
		});
	}

}
