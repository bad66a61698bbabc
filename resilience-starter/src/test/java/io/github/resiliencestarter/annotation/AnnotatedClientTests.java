package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.BlockingCall;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.ReactiveCall;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for annotated methods around a guarded client: shared instances count a call
 * once.
 */
class AnnotatedClientTests {

	private final ApplicationContextRunner runner = Annotated.runner()
		.withConfiguration(AutoConfigurations.of(GuardAutoConfiguration.class))
		.withBean(Warehouse.class);

	@Test
	void callIsTriedThreeTimesAndNotNineAndCountsThreeTimes() {
		counts(Warehouse::count, 3, 3);
	}

	@Test
	void soDoesAReactiveCall() {
		counts((warehouse) -> warehouse.countReactively().block(), 3, 3);
	}

	@Test
	void soDoesABlockingCallOfAReactiveMethod() {
		counts((warehouse) -> warehouse.countWhenAsked().block(), 3, 3);
	}

	@Test
	void callThatFollowsAReactiveMethodIsGuarded() {
		counts((warehouse) -> warehouse.ask().map((stock) -> warehouse.countUnannotated()).block(), 3, 3);
		counts((warehouse) -> warehouse.askAll().map((stock) -> warehouse.countUnannotated()).blockLast(), 3, 3);
	}

	@Test
	void soDoesACallThatAnotherThreadMakesForATimeLimit() {
		counts(Warehouse::countInTime, 3, 3);
	}

	@Test
	void soDoesACallOfAMethodThatReturnsAFuture() {
		counts((warehouse) -> warehouse.countLater().join(), 3, 3);
	}

	@Test
	void callOfAFallbackIsGuarded() {
		counts(Warehouse::countOrElse, 4, 4);
	}

	private void counts(Call call, int attempts, int failedCalls) {
		this.runner.run((context) -> {
			Warehouse warehouse = context.getBean(Warehouse.class);
			assertThatException().isThrownBy(() -> call.on(warehouse));
			assertThat(warehouse.attempts()).isEqualTo(attempts);
			assertThat(context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("inventory")
				.getMetrics()
				.getNumberOfFailedCalls()).isEqualTo(failedCalls);
		});
	}

	@FunctionalInterface
	interface Call {

		void on(Warehouse warehouse) throws Exception;

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
		@Retry(name = "inventory")
		@Bulkhead(name = "inventory")
		String count() throws Exception {
			return this.guard.call(failing());
		}

		@CircuitBreaker(name = "inventory")
		@Retry(name = "inventory")
		Mono<String> countReactively() {
			return this.guard.call(new ReactiveCall<String>() {

				@Override
				public Mono<String> attempt(Attempt attempt) {
					return Mono.fromCallable(() -> failing().attempt(attempt));
				}

				@Override
				public Outcome outcomeOf(Throwable error) {
					return new Outcome.Failure(error, true, null);
				}

			});
		}

		@CircuitBreaker(name = "inventory")
		@Retry(name = "inventory")
		Mono<String> countWhenAsked() {
			return Mono.fromCallable(this::countUnannotated);
		}

		@CircuitBreaker(name = "inventory")
		@Retry(name = "inventory")
		Mono<String> ask() {
			return Mono.fromCallable(() -> "stock");
		}

		@CircuitBreaker(name = "inventory")
		@Retry(name = "inventory")
		Flux<String> askAll() {
			return Flux.just("stock");
		}

		String countUnannotated() {
			try {
				return this.guard.call(failing());
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		@CircuitBreaker(name = "inventory")
		@Retry(name = "inventory")
		@TimeLimiter(name = "inventory")
		String countInTime() throws Exception {
			return this.guard.call(failing());
		}

		@CircuitBreaker(name = "inventory")
		@Retry(name = "inventory")
		CompletableFuture<String> countLater() {
			try {
				return CompletableFuture.completedFuture(this.guard.call(failing()));
			}
			catch (Exception ex) {
				throw new CompletionException(ex);
			}
		}

		@CircuitBreaker(name = "inventory", fallbackMethod = "orElse")
		String countOrElse() throws Exception {
			this.attempts++;
			throw new IOException("failed");
		}

		String orElse(IOException ex) throws Exception {
			return this.guard.call(failing());
		}

		private BlockingCall<String> failing() {
			return new BlockingCall<>() {

				@Override
				public String attempt(Attempt attempt) throws Exception {
					Warehouse.this.attempts++;
					throw new IOException("failed");
				}

				@Override
				public Outcome outcomeOf(Throwable error) {
					return new Outcome.Failure(error, true, null);
				}

			};
		}

	}

}
