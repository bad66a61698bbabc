package io.github.resiliencestarter.guard;

import java.io.IOException;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link EnclosingAdvisor} with Resilience4j's own aspects.
 */
class EnclosingAdvisorTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
				RetryAutoConfiguration.class, BulkheadAutoConfiguration.class, GuardAutoConfiguration.class,
				EnginesAutoConfiguration.class))
		.withPropertyValues("resilience.annotation.enabled=false",
				"resilience4j.retry.instances.inventory.wait-duration=1ms")
		.withBean(Warehouse.class);

	@Test
	void callFromAMethodWithTheSameBreakerCountsOnce() {
		this.runner.run((context) -> {
			assertThatException().isThrownBy(() -> context.getBean(Warehouse.class).count());
			assertThat(metrics(context, "inventory").getNumberOfBufferedCalls()).isOne();
		});
	}

	@Test
	void callFromAMethodWithTheSameBreakerAndRetryIsTriedThreeTimesAndNotNine() {
		this.runner.run((context) -> {
			Warehouse warehouse = context.getBean(Warehouse.class);
			assertThatException().isThrownBy(warehouse::countAgain);
			assertThat(warehouse.attempts()).isEqualTo(3);
			assertThat(metrics(context, "inventory").getNumberOfBufferedCalls()).isEqualTo(3);
		});
	}

	@Test
	void reactiveCallFromAMethodWithTheSameBreakerAndRetryIsTriedThreeTimesAndNotNine() {
		this.runner.run((context) -> {
			Warehouse warehouse = context.getBean(Warehouse.class);
			assertThatException().isThrownBy(() -> warehouse.countReactively().block());
			assertThat(warehouse.attempts()).isEqualTo(3);
			assertThat(metrics(context, "inventory").getNumberOfBufferedCalls()).isEqualTo(3);
		});
	}

	@Test
	void callFromAMethodWithAnotherBreakerCountsInBoth() {
		this.runner.run((context) -> {
			assertThatException().isThrownBy(() -> context.getBean(Warehouse.class).countForAnother());
			assertThat(metrics(context, "other").getNumberOfBufferedCalls()).isOne();
			assertThat(metrics(context, "inventory").getNumberOfBufferedCalls()).isEqualTo(3);
		});
	}

	@Test
	void callFromAFallbackIsGuarded() {
		this.runner.run((context) -> {
			assertThatException().isThrownBy(() -> context.getBean(Warehouse.class).countOrElse());
			assertThat(metrics(context, "inventory").getNumberOfBufferedCalls()).isEqualTo(4);
		});
	}

	private static Metrics metrics(ApplicationContext context, String name) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker(name).getMetrics();
	}

	static class Warehouse {

		private final Guard guard;

		private int attempts;

		Warehouse(Guards guards) {
			Guard guard = guards.forTarget("inventory");
			assertThat(guard).isNotNull();
			this.guard = guard;
		}

		int attempts() {
			return this.attempts;
		}

		@CircuitBreaker(name = "inventory")
		@Bulkhead(name = "inventory")
		String count() throws Exception {
			assertThat(Enclosing.has(Enclosing.current(), Enclosing.Kind.BULKHEAD, "inventory")).isTrue();
			return this.guard.call(failing(false));
		}

		@CircuitBreaker(name = "inventory")
		@Retry(name = "inventory")
		String countAgain() throws Exception {
			return this.guard.call(failing(true));
		}

		@CircuitBreaker(name = "inventory")
		@Retry(name = "inventory")
		Mono<String> countReactively() {
			return this.guard.call(new ReactiveCall<String>() {

				@Override
				public Mono<String> attempt(Attempt attempt) {
					return Mono.fromCallable(() -> failing(true).attempt(attempt));
				}

				@Override
				public Outcome outcomeOf(Throwable error) {
					return new Outcome.Failure(error, true, null);
				}

			});
		}

		@CircuitBreaker(name = "other")
		String countForAnother() throws Exception {
			return this.guard.call(failing(true));
		}

		@CircuitBreaker(name = "inventory", fallbackMethod = "orElse")
		String countOrElse() throws Exception {
			throw new IOException("failed");
		}

		String orElse(IOException ex) throws Exception {
			return this.guard.call(failing(true));
		}

		private BlockingCall<String> failing(boolean repeatable) {
			return new BlockingCall<>() {

				@Override
				public String attempt(Attempt attempt) throws Exception {
					Warehouse.this.attempts++;
					throw new IOException("failed");
				}

				@Override
				public Outcome outcomeOf(Throwable error) {
					return new Outcome.Failure(error, repeatable, null);
				}

			};
		}

	}

}
