package io.github.resiliencestarter.defaults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.RejectionReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the effect of the defaults on Resilience4j and Spring Cloud.
 */
@SpringBootTest(classes = StarterContext.Everything.class, webEnvironment = WebEnvironment.NONE,
		properties = "spring.cloud.consul.discovery.register=false")
class ResilienceDefaultsTests {

	private final ApplicationContextRunner contextRunner = StarterContext.runner();

	private final ApplicationContext context;

	@Autowired
	ResilienceDefaultsTests(ApplicationContext context) {
		this.context = context;
	}

	@Test
	void breakerOpensInSecondsAtFiveRequestsPerSecond() {
		run((context) -> {
			CircuitBreakerConfig config = breaker(context, "any").getCircuitBreakerConfig();
			assertThat(config.getSlidingWindowType()).isEqualTo(SlidingWindowType.TIME_BASED);
			assertThat(config.getSlidingWindowSize()).isEqualTo(10);
			assertThat(config.getMinimumNumberOfCalls()).isLessThanOrEqualTo(10);
			assertThat(config.getSlowCallDurationThreshold()).isEqualTo(Duration.ofSeconds(2));
			assertThat(config.isAutomaticTransitionFromOpenToHalfOpenEnabled()).isTrue();
			assertThat(config.getPermittedNumberOfCallsInHalfOpenState()).isEqualTo(3);
			assertThat(config.isWritableStackTraceEnabled()).isFalse();
		});
	}

	@Test
	void breakerWaitsLongerEachTimeUpToABound() {
		run((context) -> assertThat(LongStream.rangeClosed(1, 5)
			.map((attempt) -> breaker(context, "any").getCircuitBreakerConfig()
				.getWaitIntervalFunctionInOpenState()
				.apply((int) attempt)))
			.containsExactly(5_000L, 10_000L, 20_000L, 30_000L, 30_000L));
	}

	@Test
	void breakerDoesNotCountTheCallersFaults() {
		run((context) -> {
			CircuitBreaker breaker = breaker(context, "any");
			for (int i = 0; i < 20; i++) {
				breaker.onError(0, TimeUnit.MILLISECONDS, new HttpClientErrorException(HttpStatus.NOT_FOUND));
			}
			assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
			assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
		});
	}

	@Test
	void idleBreakerDoesNotStayHalfOpenNorOpenAgain() {
		this.contextRunner
			.withPropertyValues(
					"resilience4j.circuitbreaker.configs.default.max-wait-duration-in-half-open-state=100ms")
			.run((context) -> {
				CircuitBreaker breaker = breaker(context, "idle");
				breaker.transitionToOpenState();
				breaker.transitionToHalfOpenState();
				await().atMost(Duration.ofSeconds(10))
					.untilAsserted(() -> assertThat(breaker.getState()).isNotEqualTo(CircuitBreaker.State.HALF_OPEN));
				assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
			});
	}

	@Test
	void retryHasFullJitterAroundAGrowingMean() {
		run((context) -> {
			RetryConfig config = retry(context, "any");
			assertThat(config.getMaxAttempts()).isEqualTo(3);
			assertInterval(config, 1, 1, 199);
			assertInterval(config, 2, 2, 398);
		});
	}

	@Test
	void retryLeavesRejectionsAndCallersFaultsAlone() {
		run((context) -> {
			RetryConfig config = retry(context, "any");
			CircuitBreaker breaker = breaker(context, "any");
			assertThat(config.getExceptionPredicate()).rejects(
					CallNotPermittedException.createCallNotPermittedException(breaker),
					BulkheadFullException
						.createBulkheadFullException(context.getBean(BulkheadRegistry.class).bulkhead("any")),
					new CallRejectedException("any", RejectionReason.BULKHEAD, null, null),
					new HttpClientErrorException(HttpStatus.NOT_FOUND));
			assertThat(config.getExceptionPredicate()).accepts(new IOException("connection reset"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "wait-duration=300ms", "waitDuration=300ms" })
	void retryKeepsWhatDoesNotContradictTheWaitOfAnInstance(String setting) {
		this.contextRunner.withPropertyValues("resilience4j.retry.instances.mine." + setting).run((context) -> {
			RetryConfig config = retry(context, "mine");
			assertThat(config.getMaxAttempts()).isEqualTo(3);
			assertInterval(config, 2, 300, 300);
			assertThat(config.getExceptionPredicate()).rejects(new HttpClientErrorException(HttpStatus.NOT_FOUND));
		});
	}

	@Test
	void retryCanBeGivenAFixedWait() {
		this.contextRunner
			.withPropertyValues("resilience4j.retry.configs.default.enable-exponential-backoff=false",
					"resilience4j.retry.configs.default.enable-randomized-wait=false",
					"resilience4j.retry.instances.mine.wait-duration=300ms")
			.run((context) -> assertInterval(retry(context, "mine"), 2, 300, 300));
	}

	@Test
	void retryOfAnInstanceCanWaitLongerThanTheDefaultsLongestWait() {
		this.contextRunner.withPropertyValues("resilience4j.retry.instances.mine.wait-duration=3s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void bulkheadAndLimitersFailFast() {
		run((context) -> {
			assertThat(context.getBean(BulkheadRegistry.class).bulkhead("any").getBulkheadConfig())
				.satisfies((config) -> assertThat(config.getMaxConcurrentCalls()).isEqualTo(50))
				.satisfies((config) -> assertThat(config.getMaxWaitDuration()).isZero());
			assertThat(context.getBean(RateLimiterRegistry.class)
				.rateLimiter("any")
				.getRateLimiterConfig()
				.getTimeoutDuration()).isZero();
			assertThat(context.getBean(TimeLimiterRegistry.class)
				.timeLimiter("any")
				.getTimeLimiterConfig()
				.getTimeoutDuration()).isEqualTo(Duration.ofSeconds(2));
		});
	}

	@Test
	void consulIsQueriedForPassingInstancesOnlyAndMayBeDown() {
		run((context) -> {
			ConsulDiscoveryProperties properties = context.getBean(ConsulDiscoveryProperties.class);
			assertThat(properties.isQueryPassing()).isTrue();
			assertThat(properties.isFailFast()).isFalse();
			assertThat(properties.getHealthCheckCriticalTimeout()).isEqualTo("10m");
		});
	}

	@Test
	void circuitBreakersAreInTheHealthEndpoint() {
		run((context) -> assertThat(
				context.getBean(HealthContributorRegistry.class).stream().map(HealthContributors.Entry::name))
			.contains("circuitBreakers"));
	}

	private void run(Consumer<ApplicationContext> test) {
		test.accept(this.context);
	}

	private static CircuitBreaker breaker(ApplicationContext context, String name) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker(name);
	}

	private static RetryConfig retry(ApplicationContext context, String name) {
		return context.getBean(RetryRegistry.class).retry(name).getRetryConfig();
	}

	private static void assertInterval(RetryConfig config, int attempt, long min, long max) {
		List<Long> intervals = LongStream.range(0, 200)
			.map((i) -> config.getIntervalBiFunction().apply(attempt, Either.left(new IOException())))
			.boxed()
			.toList();
		assertThat(intervals).allMatch((interval) -> interval >= min && interval <= max);
		if (max > min) {
			assertThat(intervals).anyMatch((interval) -> interval < min + (max - min) / 4)
				.anyMatch((interval) -> interval > max - (max - min) / 4);
		}
	}

}
