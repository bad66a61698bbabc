package io.github.resiliencestarter.reconfiguration;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.defaults.ResilienceDefaultsAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class EngineReconfigurationTests {

	private static final String BREAKER = "resilience4j.circuitbreaker.instances.inventory.";

	private final ApplicationContextRunner contextRunner = StarterContext.bareRunner()
		.withConfiguration(AutoConfigurations.of(BulkheadAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
				RateLimiterAutoConfiguration.class, RetryAutoConfiguration.class, TimeLimiterAutoConfiguration.class,
				ResilienceDefaultsAutoConfiguration.class, EnginesAutoConfiguration.class,
				ReconfigurationAutoConfiguration.class))
		.withPropertyValues(BREAKER + "failure-rate-threshold=40",
				"resilience4j.retry.instances.inventory.max-attempts=4",
				"resilience4j.circuitbreaker.configs.strict.minimum-number-of-calls=5");

	@Test
	void followsADefaultThroughSeveralChanges() {
		run((context) -> {
			RateLimiterRegistry registry = context.getBean(RateLimiterRegistry.class);
			RateLimiter limiter = registry.rateLimiter("prices");
			for (int limit : new int[] { 7, 8, 9 }) {
				apply(context, Map.of("resilience4j.ratelimiter.configs.default.limit-for-period", limit));
				assertThat(registry.rateLimiter("prices").getRateLimiterConfig().getLimitForPeriod()).isEqualTo(limit);
			}
			assertThat(registry.rateLimiter("prices")).as("changed in place").isSameAs(limiter);
		});
	}

	@Test
	void retryWaitsExactlyAsLongAsTheUserSays() {
		run((context) -> {
			apply(context, Map.of("resilience4j.retry.instances.inventory.wait-duration", "1s"));
			Retry retry = context.getBean(RetryRegistry.class).retry("inventory");
			assertThat(retry.getRetryConfig().getMaxAttempts()).isEqualTo(4);
			assertThat(IntStream.range(0, 50)
				.mapToObj((i) -> retry.getRetryConfig().getIntervalBiFunction().apply(1, Either.right("x")))
				.distinct()).containsExactly(1000L);
		});
	}

	@Test
	void bulkheadThatGrowsIsChangedInPlaceWithItsCallsInFlight() {
		run((context) -> {
			BulkheadRegistry registry = context.getBean(BulkheadRegistry.class);
			Bulkhead bulkhead = registry.bulkhead("inventory");
			bulkhead.acquirePermission();
			apply(context, Map.of("resilience4j.bulkhead.configs.default.max-concurrent-calls", "60"));
			assertThat(registry.bulkhead("inventory")).isSameAs(bulkhead);
			assertThat(bulkhead.getMetrics().getAvailableConcurrentCalls()).isEqualTo(59);
			bulkhead.onComplete();
			assertThat(bulkhead.getMetrics().getAvailableConcurrentCalls()).isEqualTo(60);
		});
	}

	@Test
	void bulkheadThatShrinksDoesNotWaitForCallsInFlightAndTheyDoNotEnlargeIt() {
		run((context) -> {
			BulkheadRegistry registry = context.getBean(BulkheadRegistry.class);
			Bulkhead before = registry.bulkhead("inventory");
			for (int i = 0; i < 50; i++) {
				before.acquirePermission();
			}
			apply(context, Map.of("resilience4j.bulkhead.configs.default.max-concurrent-calls", "2"));
			Bulkhead bulkhead = registry.bulkhead("inventory");
			assertThat(bulkhead.getMetrics().getAvailableConcurrentCalls()).isEqualTo(2);
			before.onComplete();
			assertThat(bulkhead.getMetrics().getAvailableConcurrentCalls()).isEqualTo(2);
		});
	}

	@Test
	void rateLimiterWithAnotherPeriodIsReplaced() {
		run((context) -> {
			RateLimiterRegistry registry = context.getBean(RateLimiterRegistry.class);
			registry.rateLimiter("inventory");
			apply(context, Map.of("resilience4j.ratelimiter.configs.default.limit-refresh-period", "3s"));
			assertThat(registry.rateLimiter("inventory").getRateLimiterConfig().getLimitRefreshPeriod()).hasSeconds(3);
		});
	}

	@Test
	void timeLimiterIsReplaced() {
		run((context) -> {
			TimeLimiterRegistry registry = context.getBean(TimeLimiterRegistry.class);
			registry.timeLimiter("inventory");
			apply(context, Map.of("resilience4j.timelimiter.configs.default.timeout-duration", "7s"));
			assertThat(registry.timeLimiter("inventory").getTimeLimiterConfig().getTimeoutDuration()).hasSeconds(7);
		});
	}

	@Test
	void threadPoolEndsWhatItHasBeforeItIsClosed() {
		run((context) -> {
			ThreadPoolBulkheadRegistry registry = context.getBean(ThreadPoolBulkheadRegistry.class);
			ThreadPoolBulkhead before = registry.bulkhead("inventory");
			CountDownLatch latch = new CountDownLatch(1);
			var work = before.submit(() -> latch.await(1, TimeUnit.MINUTES));
			apply(context, Map.of("resilience4j.thread-pool-bulkhead.configs.default.core-thread-pool-size", "1",
					"resilience4j.thread-pool-bulkhead.configs.default.max-thread-pool-size", "1"));
			assertThat(registry.bulkhead("inventory").getMetrics().getMaximumThreadPoolSize()).isEqualTo(1);
			latch.countDown();
			assertThat(work.toCompletableFuture()).succeedsWithin(1, TimeUnit.MINUTES).isEqualTo(true);
			Awaitility.await().untilAsserted(() -> assertThat(before.getMetrics().getThreadPoolSize()).isZero());
		});
	}

	private void run(ContextConsumer<AssertableApplicationContext> consumer) {
		this.contextRunner.run(consumer);
	}

	private static ReconfigurationResult apply(ApplicationContext context, Map<String, ?> properties) {
		return context.getBean(Reconfiguration.class).apply(properties);
	}

}
