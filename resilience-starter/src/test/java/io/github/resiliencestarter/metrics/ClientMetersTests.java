package io.github.resiliencestarter.metrics;

import java.time.Duration;

import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.guard.CallResult;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.guard.GuardListener;
import io.github.resiliencestarter.guard.HedgeResult;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.RejectionReason;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientMeters}.
 */
class ClientMetersTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				BulkheadAutoConfiguration.class, ClientMetricsAutoConfiguration.class, GuardAutoConfiguration.class,
				EnginesAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class)
		.withPropertyValues("resilience.client.targets.inventory.enabled=true");

	@Test
	void metersOfAConfiguredTargetExistBeforeItsFirstCall() {
		this.runner.run((context) -> assertThat(context.getBean(MeterRegistry.class).getMeters())
			.filteredOn((meter) -> "inventory".equals(meter.getId().getTag("target")))
			.extracting(Meter::getId)
			.extracting(Meter.Id::getName)
			.containsOnly("resilience.client.calls", "resilience.client.attempts", "resilience.client.rejected",
					"resilience.client.hedges", "resilience.retry.budget.available", "resilience.client.limit"));
	}

	@Test
	void eventsAreCounted() {
		this.runner.run((context) -> {
			GuardListener listener = context.getBean(ClientMeters.class);
			listener.onAttempt("inventory", 1, new Outcome.Failure(new IllegalStateException(), true, null));
			listener.onAttempt("inventory", 2, Outcome.SUCCESS);
			listener.onRejected("inventory", RejectionReason.BUDGET);
			listener.onHedge("inventory", HedgeResult.SENT);
			listener.onCall("inventory", CallResult.SUCCESS, Duration.ofMillis(20));
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("resilience.client.attempts").tag("outcome", "error").counter().count()).isOne();
			assertThat(registry.get("resilience.client.attempts").tag("outcome", "success").counter().count()).isOne();
			assertThat(registry.get("resilience.client.rejected").tag("reason", "budget").counter().count()).isOne();
			assertThat(registry.get("resilience.client.hedges").tag("result", "sent").counter().count()).isOne();
			assertThat(registry.get("resilience.client.hedges").tag("result", "won").counter().count()).isZero();
			assertThat(registry.get("resilience.client.calls").tag("outcome", "success").timer().count()).isOne();
			assertThat(registry.get("resilience.client.calls").tag("outcome", "error").timer().count()).isZero();
			assertThat(registry.get("resilience.retry.budget.available").gauge().value()).isEqualTo(10);
			assertThat(registry.get("resilience.client.limit").tag("target", "inventory").gauge().value())
				.isEqualTo(Double.POSITIVE_INFINITY);
		});
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("resilience.metrics.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ClientMeters.class));
	}

}
