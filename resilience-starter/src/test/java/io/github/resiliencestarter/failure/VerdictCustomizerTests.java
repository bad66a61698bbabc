package io.github.resiliencestarter.failure;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.defaults.ResilienceDefaultsAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.Verdict.Blame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VerdictCustomizer}s, and for callbacks of the user that fail.
 */
@ExtendWith(OutputCaptureExtension.class)
class VerdictCustomizerTests {

	private static final String BREAKER = "resilience4j.circuitbreaker.";

	private static final String RETRY = "resilience4j.retry.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				ResilienceDefaultsAutoConfiguration.class, FailureAutoConfiguration.class,
				EnginesAutoConfiguration.class))
		.withPropertyValues(
				BREAKER + "configs.default.ignore-exception-predicate=" + IgnoredFailurePredicate.class.getName(),
				RETRY + "configs.default.retry-exception-predicate=" + RetryableFailurePredicate.class.getName(),
				RETRY + "configs.default.wait-duration=1ms");

	@Test
	void customizersApplyInOrderOnTopOfTheDefault() {
		this.runner.withUserConfiguration(Customizers.class).run((context) -> {
			CircuitBreakerRegistry breakers = context.getBean(CircuitBreakerRegistry.class);
			CircuitBreaker breaker = breakers.circuitBreaker("inventory");
			Predicate<Throwable> retried = retried(context.getBean(RetryRegistry.class), "inventory");
			assertThat(failures(breaker, clientError(404))).isOne();
			assertThat(retried.test(clientError(404))).isTrue();
			assertThat(failures(breaker, clientError(409))).isZero();
			assertThat(failures(breaker, serverError(503))).isZero();
			assertThat(retried.test(serverError(503))).isFalse();
			assertThat(failures(breaker, serverError(500))).isOne();
			assertThat(failures(breakers.circuitBreaker("pricing"), clientError(404))).isZero();
		});
	}

	@Test
	void customizersJudgeExceptions() {
		this.runner.withUserConfiguration(Customizers.class).run((context) -> {
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			Predicate<Throwable> retried = retried(context.getBean(RetryRegistry.class), "inventory");
			Throwable timeout = new ResourceAccessException("late", new SocketTimeoutException("late"));
			assertThat(failures(breaker, timeout)).isZero();
			assertThat(retried.test(timeout)).isFalse();
			assertThat(failures(breaker, new IOException("reset"))).isOne();
			assertThat(failures(breaker, new IllegalArgumentException("mine"))).isZero();
			assertThat(retried.test(new IllegalArgumentException("mine"))).isFalse();
		});
	}

	@Test
	void customizersDoNotJudgeRejections() {
		this.runner.withBean(VerdictCustomizer.class, () -> (target, result, verdict) -> null).run((context) -> {
			CircuitBreaker open = CircuitBreaker.ofDefaults("other");
			open.transitionToOpenState();
			Throwable rejection = org.assertj.core.api.Assertions
				.catchThrowable(() -> open.executeRunnable(() -> assertThat(open).isNull()));
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			assertThat(failures(breaker, rejection)).isOne();
			assertThat(failures(breaker, new IOException())).isZero();
		});
	}

	@Test
	void warnsOncePerTargetAboutACallbackThatFails(CapturedOutput output) {
		this.runner.withBean(HttpOutcomeClassifier.class, () -> (target, status, headers) -> {
			throw new IllegalStateException("classifier of " + target);
		}).withBean(VerdictCustomizer.class, () -> (target, result, verdict) -> {
			throw new IllegalStateException("customizer of " + target);
		}).run((context) -> {
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			for (int i = 0; i < 5; i++) {
				for (String target : List.of("inventory", "pricing")) {
					assertThat(failures(registry.circuitBreaker(target), clientError(404))).isZero();
					assertThat(failures(registry.circuitBreaker(target), serverError(503))).isOne();
				}
			}
		});
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).hasSize(4);
		assertThat(output.getAll().split("IllegalStateException: ", -1)).hasSize(5);
	}

	@Test
	void takesNoOutcomeForAFailureOfTheClassifier(CapturedOutput output) {
		this.runner.withBean(HttpOutcomeClassifier.class, () -> VerdictCustomizerTests::nothing)
			.run((context) -> assertThat(failures(
					context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory"), serverError(503)))
				.isOne());
		assertThat(output).contains("the default classifies instead");
	}

	@SuppressWarnings({ "NullAway", "unused" })
	private static HttpOutcome nothing(String target, HttpStatusCode status, HttpHeaders headers) {
		return null;
	}

	private static int failures(CircuitBreaker breaker, Throwable failure) {
		breaker.reset();
		breaker.onError(1, TimeUnit.MILLISECONDS, failure);
		return breaker.getMetrics().getNumberOfFailedCalls();
	}

	private static Predicate<Throwable> retried(RetryRegistry registry, String name) {
		return registry.retry(name).getRetryConfig().getExceptionPredicate();
	}

	private static HttpClientErrorException clientError(int status) {
		return HttpClientErrorException.create(HttpStatusCode.valueOf(status), "", HttpHeaders.EMPTY, new byte[0],
				StandardCharsets.UTF_8);
	}

	private static HttpServerErrorException serverError(int status) {
		return HttpServerErrorException.create(HttpStatusCode.valueOf(status), "", HttpHeaders.EMPTY, new byte[0],
				StandardCharsets.UTF_8);
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		VerdictCustomizer second() {
			return (target, result, verdict) -> (verdict != null && result.hasStatus(409))
					? verdict.withBlame(Blame.NOBODY) : verdict;
		}

		@Bean
		@Order(1)
		VerdictCustomizer first() {
			return (target, result, verdict) -> {
				if (target.equals("inventory") && (result.hasStatus(404) || result.hasStatus(409))) {
					return Verdict.failure();
				}
				return result.hasStatus(503) ? null : verdict;
			};
		}

		@Bean
		VerdictCustomizer ofExceptions() {
			return (target, result, verdict) -> {
				if (verdict != null && result.isCausedBy(SocketTimeoutException.class)) {
					return verdict.withBlame(Blame.NOBODY).withRepeatable(false);
				}
				return (result.exception() instanceof IllegalArgumentException) ? null : verdict;
			};
		}

	}

}
