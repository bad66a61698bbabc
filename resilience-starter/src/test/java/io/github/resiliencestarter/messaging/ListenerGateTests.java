package io.github.resiliencestarter.messaging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.TestEngines;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ListenerGate} and {@link HandOuts}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerGateTests {

	private static final Duration WAIT = Duration.ofSeconds(10);

	private final AtomicLong millis = new AtomicLong();

	private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
		.clock(new HandClock())
		.waitDurationInOpenState(WAIT)
		.permittedNumberOfCallsInHalfOpenState(3)
		.build());

	private final Engines engines = TestEngines.of(this.registry);

	private final CircuitBreaker inventory = this.registry.circuitBreaker("inventory");

	private final CircuitBreaker pricing = this.registry.circuitBreaker("pricing");

	private final HandOuts handOuts = new HandOuts(this.engines);

	private final PauseListener listener = mock();

	private final ListenerGate orders = gate("orders", null, "inventory", "pricing");

	private final ListenerGate returns = gate("returns", null, "inventory");

	private ListenerGate gate(String id, @Nullable Duration deadline, String... targets) {
		return new ListenerGate(id, new MessagingListenerProperties(List.of(targets), deadline), this.handOuts,
				this.listener, () -> TimeUnit.MILLISECONDS.toNanos(this.millis.get()));
	}

	private static HandOut entered(ListenerGate gate, int wanted) {
		return Objects.requireNonNull(gate.tryEnter(wanted));
	}

	@Test
	void closedBreakersLetEverythingThrough() {
		assertThat(entered(this.orders, 500).size()).isEqualTo(500);
		this.inventory.transitionToDisabledState();
		this.pricing.transitionToMetricsOnlyState();
		assertThat(entered(this.orders, 500).size()).isEqualTo(500);
	}

	@Test
	void oneOpenBreakerIsEnough() {
		this.pricing.transitionToOpenState();
		assertThat(this.orders.tryEnter(1)).isNull();
		assertThat(this.returns.tryEnter(1)).isNotNull();
		this.pricing.transitionToForcedOpenState();
		assertThat(this.orders.isOpen()).isFalse();
		this.pricing.transitionToClosedState();
		assertThat(this.orders.isOpen()).isTrue();
	}

	@Test
	void targetWithoutABreakerPausesNothingAndGetsNone() {
		assertThat(gate("x", null, "unknown").tryEnter(5)).isNotNull();
		assertThat(this.registry.find("unknown")).isEmpty();
	}

	@Test
	void gatesShareTheProbesAndWaitForTheirOutcomes() {
		this.inventory.transitionToOpenState();
		this.inventory.transitionToHalfOpenState();
		HandOut two = entered(this.returns, 2);
		HandOut one = entered(this.orders, 2);
		assertThat(one.size()).isEqualTo(1);
		assertThat(this.orders.isOpen()).isFalse();
		assertThat(this.returns.tryEnter(1)).isNull();
		this.inventory.executeRunnable(() -> {
		});
		one.close();
		assertThat(this.orders.tryEnter(1)).as("the outcome of a probe is known").isNull();
		two.close();
		assertThat(entered(this.orders, 5).size()).as("two messages made no call").isEqualTo(2);
	}

	@Test
	void messagesInFlightBeforeTheBreakerOpenedCountAsProbes() {
		HandOut earlier = entered(this.orders, 3);
		this.inventory.transitionToOpenState();
		this.inventory.transitionToHalfOpenState();
		assertThat(this.orders.tryEnter(1)).isNull();
		earlier.close();
		assertThat(this.orders.tryEnter(1)).isNotNull();
	}

	@Test
	void probesWhenTheWaitOfAnOpenBreakerEndsAlthoughNobodyCalls() {
		this.inventory.transitionToOpenState();
		pass(WAIT.minusMillis(1));
		assertThat(this.orders.tryEnter(1)).isNull();
		pass(Duration.ofMillis(2));
		HandOut probes = entered(this.orders, 10);
		assertThat(probes.size()).isEqualTo(3);
		this.inventory.executeRunnable(() -> {
		});
		assertThat(this.inventory.getState()).isEqualTo(State.HALF_OPEN);
		assertThat(this.orders.tryEnter(1)).isNull();
	}

	@Test
	void waitsAfterARejectionWhileTheBreakerIsHalfOpen() {
		this.inventory.transitionToOpenState();
		this.inventory.transitionToHalfOpenState();
		this.orders.repeat();
		assertThat(this.orders.tryEnter(1)).isNull();
		pass(ListenerGate.PAUSE);
		assertThat(this.orders.tryEnter(1)).isNotNull();
		then(this.listener).should().onRepetition("orders");
	}

	@Test
	void announcesEachChangeOnce(CapturedOutput output) {
		this.orders.refresh();
		this.pricing.transitionToForcedOpenState();
		this.orders.refresh();
		this.orders.refresh();
		this.inventory.transitionToOpenState();
		this.orders.refresh();
		this.pricing.transitionToClosedState();
		this.inventory.transitionToHalfOpenState();
		this.orders.refresh();
		this.inventory.transitionToClosedState();
		this.orders.refresh();
		then(this.listener).should().onPause("orders");
		then(this.listener).should().onResume("orders");
		then(this.listener).shouldHaveNoMoreInteractions();
		assertThat(output.getOut().lines().filter((line) -> line.contains("Listener 'orders'"))).hasSize(3)
			.satisfiesExactly(
					(line) -> assertThat(line).contains("WARN").contains("paused: circuit breaker 'pricing' is open"),
					(line) -> assertThat(line).contains("INFO")
						.contains("gets only probes: circuit breaker 'inventory' is half-open"),
					(line) -> assertThat(line).contains("INFO").contains("gets all messages again"));
	}

	@Test
	void deadlineEndsWithTheMessage() {
		ListenerGate gate = gate("x", Duration.ofSeconds(5), "inventory");
		try (HandOut message = entered(gate, 1)) {
			assertThat(message.size()).isEqualTo(1);
			assertThat(Objects.requireNonNull(CurrentDeadline.get()).timeLeft()).isEqualTo(Duration.ofSeconds(5));
		}
		assertThat(CurrentDeadline.get()).isNull();
	}

	@Test
	void entersNoMoreWhenTheContainerStops() {
		this.inventory.transitionToForcedOpenState();
		assertThat(this.orders.enter(() -> false)).isNull();
		Thread.currentThread().interrupt();
		assertThat(this.orders.enter(() -> true)).isNull();
		assertThat(Thread.interrupted()).isTrue();
	}

	private void pass(Duration duration) {
		this.millis.addAndGet(duration.toMillis());
	}

	/**
	 * Clock that the test moves.
	 */
	private final class HandClock extends Clock {

		@Override
		public Instant instant() {
			return Instant.ofEpochMilli(ListenerGateTests.this.millis.get());
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
