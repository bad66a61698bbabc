package io.github.resiliencestarter.guard;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.failure.Verdict;
import io.github.resiliencestarter.failure.VerdictCustomizer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GuardedTarget}.
 */
class GuardedTargetTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				BulkheadAutoConfiguration.class, GuardAutoConfiguration.class, EnginesAutoConfiguration.class,
				FailureAutoConfiguration.class))
		.withPropertyValues("resilience4j.retry.configs.default.wait-duration=1ms",
				"resilience.client.attempt-timeout=200ms", "resilience.client.timeout=5s");

	private final AtomicInteger attempts = new AtomicInteger();

	@Test
	void retriesACallThatIsSafeToRepeat() {
		this.runner.run((context) -> {
			String result = pricing(context).idempotent().call((attempt) -> {
				if (this.attempts.incrementAndGet() < 3) {
					throw new SQLException("down");
				}
				return "attempt " + attempt.number();
			});
			assertThat(result).isEqualTo("attempt 3");
			assertThat(failed(context)).isEqualTo(2);
		});
	}

	@Test
	void makesAnyOtherCallOnce() {
		this.runner.run((context) -> {
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> pricing(context).call(this::fail));
			assertThat(this.attempts).hasValue(1);
			assertThat(failed(context)).isOne();
		});
	}

	@Test
	@SuppressWarnings("NullAway") // Does not know that the type variable is nullable
	void returnsNothingWhereThereIsNothing() {
		this.runner.run((context) -> assertThat(pricing(context).<Object>call((attempt) -> null)).isNull());
	}

	@Test
	void rejectsWhileTheBreakerIsOpen() {
		this.runner.run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("pricing").transitionToOpenState();
			assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> pricing(context).call(this::fail))
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(RejectionReason.BREAKER));
			assertThat(this.attempts).hasValue(0);
		});
	}

	@Test
	void tellsTheCodeAndCallsWithinItTheTimeThatIsLeft() {
		this.runner.run((context) -> pricing(context).call((attempt) -> {
			assertThat(attempt.timeLeft()).isBetween(Duration.ofMillis(1), Duration.ofMillis(200));
			assertThat(CurrentDeadline.get()).isNotNull();
			return attempt.number();
		}));
		assertThat(CurrentDeadline.get()).isNull();
	}

	@Test
	void letsACustomizerDecide() {
		VerdictCustomizer mild = (target, result, verdict) -> (verdict != null && target.equals("pricing"))
				? verdict.withBlame(Verdict.Blame.CALLER) : verdict;
		this.runner.withBean(VerdictCustomizer.class, () -> mild).run((context) -> {
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> pricing(context).idempotent().call(this::fail));
			assertThat(this.attempts).hasValue(1);
			assertThat(failed(context)).isZero();
		});
	}

	@Test
	void runsTheCodeOnceIfTheTargetIsNotGuarded() {
		this.runner.withPropertyValues("resilience.client.targets.pricing.enabled=false").run((context) -> {
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> pricing(context).idempotent().call(this::fail));
			assertThat(this.attempts).hasValue(1);
			assertThat(pricing(context).callAsync((attempt) -> CompletableFuture.completedFuture("fine")).join())
				.isEqualTo("fine");
		});
	}

	@Test
	void retriesAndTimesOutAnAsynchronousCall() {
		this.runner.run((context) -> {
			CompletableFuture<String> never = new CompletableFuture<>();
			CompletableFuture<String> call = pricing(context).idempotent()
				.callAsync((attempt) -> (attempt.number() == 1) ? never : CompletableFuture.completedFuture("fine"));
			assertThat(call.join()).isEqualTo("fine");
			assertThat(never).isCancelled();
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> pricing(context).callAsync((attempt) -> new CompletableFuture<>()).join())
				.withCauseInstanceOf(TimeoutException.class);
		});
	}

	@Test
	void retriesACallOfReactor() {
		this.runner.run((context) -> {
			Mono<Integer> call = pricing(context).idempotent()
				.callMono((attempt) -> (attempt.number() == 1) ? Mono.error(new IOException("reset"))
						: Mono.just(attempt.number()));
			assertThat(call.block()).isEqualTo(2);
		});
	}

	private String fail(Attempt attempt) throws SQLException {
		throw new SQLException("down " + this.attempts.incrementAndGet() + " " + attempt.number());
	}

	private static GuardedTarget pricing(ApplicationContext context) {
		return context.getBean(Guards.class).of("pricing");
	}

	private static int failed(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class)
			.circuitBreaker("pricing")
			.getMetrics()
			.getNumberOfFailedCalls();
	}

}
