package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the nesting in {@link Composer}, based on the events of the engines during
 * one call.
 */
class ComposerTests {

	private final ApplicationContextRunner runner = Annotated.runner()
		.withBean(Service.class)
		.withPropertyValues("resilience4j.retry.configs.default.max-attempts=2",
				"resilience4j.timelimiter.configs.default.timeout-duration=60s");

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void fallbackOfRetryOfBreakerOfRateLimiterOfTimeLimiterOfBulkheadOfMethod(boolean byStage) {
		this.runner.run((context) -> {
			List<String> events = events(context);
			Service service = context.getBean(Service.class);
			Object result = byStage ? service.stage(events).toCompletableFuture().get() : service.call(events);
			List<String> attempt = List.of("limiter lets in", "bulkhead lets in", "method", "bulkhead lets out",
					"time limiter", "breaker");
			List<String> expected = new ArrayList<>(attempt);
			expected.add("retry");
			expected.addAll(attempt);
			expected.add("retry gives up");
			expected.add("fallback");
			assertThat(events).isEqualTo(expected);
			assertThat(result).isEqualTo("instead");
		});
	}

	@Test
	void orderOfStagesIsThatOfResilience4jsAspects() {
		assertThat(Stage.values()).extracting(Stage::order).isSorted();
	}

	private static List<String> events(ApplicationContext context) {
		List<String> events = Collections.synchronizedList(new ArrayList<>());
		context.getBean(RetryRegistry.class)
			.retry("all")
			.getEventPublisher()
			.onRetry((event) -> events.add("retry"))
			.onError((event) -> events.add("retry gives up"));
		context.getBean(CircuitBreakerRegistry.class)
			.circuitBreaker("all")
			.getEventPublisher()
			.onError((event) -> events.add("breaker"));
		context.getBean(RateLimiterRegistry.class)
			.rateLimiter("all")
			.getEventPublisher()
			.onSuccess((event) -> events.add("limiter lets in"));
		context.getBean(TimeLimiterRegistry.class)
			.timeLimiter("all")
			.getEventPublisher()
			.onError((event) -> events.add("time limiter"));
		context.getBean(BulkheadRegistry.class)
			.bulkhead("all")
			.getEventPublisher()
			.onCallPermitted((event) -> events.add("bulkhead lets in"))
			.onCallFinished((event) -> events.add("bulkhead lets out"));
		return events;
	}

	static class Service {

		@Bulkhead(name = "all")
		@TimeLimiter(name = "all")
		@RateLimiter(name = "all")
		@CircuitBreaker(name = "all", fallbackMethod = "instead")
		@Retry(name = "all")
		String call(List<String> events) throws IOException {
			events.add("method");
			throw new IOException("failure");
		}

		String instead(List<String> events, IOException ex) {
			events.add("fallback");
			return "instead";
		}

		@Bulkhead(name = "all")
		@TimeLimiter(name = "all")
		@RateLimiter(name = "all")
		@CircuitBreaker(name = "all", fallbackMethod = "insteadOfStage")
		@Retry(name = "all")
		CompletionStage<String> stage(List<String> events) throws IOException {
			events.add("method");
			throw new IOException("failure");
		}

		CompletionStage<String> insteadOfStage(List<String> events, IOException ex) {
			events.add("fallback");
			return CompletableFuture.completedFuture("instead");
		}

	}

}
