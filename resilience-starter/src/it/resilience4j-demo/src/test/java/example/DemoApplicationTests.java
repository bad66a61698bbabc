package example;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the application does with Resilience4j's own starter, and must do with ours.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DemoApplicationTests {

	@Autowired
	private BackendA backendA;

	@Autowired
	private BackendB backendB;

	@Autowired
	private CircuitBreakerRegistry circuitBreakers;

	@Autowired
	private RetryRegistry retries;

	@Autowired
	private BulkheadRegistry bulkheads;

	@Autowired
	private ThreadPoolBulkheadRegistry pools;

	@Autowired
	private RateLimiterRegistry rateLimiters;

	@Autowired
	private TimeLimiterRegistry timeLimiters;

	@LocalServerPort
	private int port;

	@BeforeEach
	void reset() {
		this.circuitBreakers.getAllCircuitBreakers().forEach(CircuitBreaker::reset);
		this.backendA.calls();
	}

	private CircuitBreaker breakerA() {
		return this.circuitBreakers.circuitBreaker("backendA");
	}

	@Test
	void instancesHaveTheirSettings() {
		var breakerA = breakerA().getCircuitBreakerConfig();
		assertThat(breakerA.getSlidingWindowSize()).as("customized").isEqualTo(8);
		assertThat(breakerA.getMinimumNumberOfCalls()).isEqualTo(5);
		assertThat(breakerA.getPermittedNumberOfCallsInHalfOpenState()).isEqualTo(3);
		assertThat(breakerA.getSlidingWindowType().name()).isEqualTo("COUNT_BASED");
		assertThat(breakerA.getWaitIntervalFunctionInOpenState().apply(1)).isEqualTo(5000);
		assertThat(breakerA.getWaitIntervalFunctionInOpenState().apply(4)).isEqualTo(5000);
		assertThat(breakerA.isAutomaticTransitionFromOpenToHalfOpenEnabled()).isTrue();
		var breakerB = this.circuitBreakers.circuitBreaker("backendB").getCircuitBreakerConfig();
		assertThat(breakerB.getSlidingWindowSize()).isEqualTo(10);
		assertThat(breakerB.getMinimumNumberOfCalls()).isEqualTo(10);
		assertThat(breakerB.getSlidingWindowType().name()).isEqualTo("COUNT_BASED");
		assertThat(breakerB.getWaitIntervalFunctionInOpenState().apply(3)).isEqualTo(5000);
		var breakerC = this.circuitBreakers.circuitBreaker("backendC").getCircuitBreakerConfig();
		assertThat(breakerC.getSlidingWindowSize()).isEqualTo(100);
		assertThat(breakerC.getPermittedNumberOfCallsInHalfOpenState()).isEqualTo(30);
		assertThat(this.retries.retry("backendA").getRetryConfig().getMaxAttempts()).as("customized").isEqualTo(4);
		var retryB = this.retries.retry("backendB").getRetryConfig();
		assertThat(retryB.getMaxAttempts()).isEqualTo(2);
		assertThat(retryB.getIntervalBiFunction().apply(1, null)).isEqualTo(500);
		assertThat(retryB.getIntervalBiFunction().apply(2, null)).isEqualTo(1500);
		assertThat(this.bulkheads.bulkhead("backendA").getBulkheadConfig().getMaxConcurrentCalls()).isEqualTo(10);
		assertThat(this.bulkheads.bulkhead("backendB").getBulkheadConfig().getMaxWaitDuration()).hasMillis(10);
		assertThat(this.pools.bulkhead("backendA").getBulkheadConfig().getMaxThreadPoolSize()).isEqualTo(4);
		assertThat(this.pools.bulkhead("backendB").getBulkheadConfig().getQueueCapacity()).isEqualTo(1);
		assertThat(this.rateLimiters.rateLimiter("backendA").getRateLimiterConfig().getTimeoutDuration()).isZero();
		assertThat(this.rateLimiters.rateLimiter("backendB").getRateLimiterConfig().getLimitForPeriod()).isEqualTo(6);
		assertThat(this.timeLimiters.timeLimiter("backendA").getTimeLimiterConfig().getTimeoutDuration())
			.hasMillis(300);
		assertThat(this.timeLimiters.timeLimiter("backendB").getTimeLimiterConfig().getTimeoutDuration()).hasSeconds(5);
		assertThat(this.timeLimiters.timeLimiter("backendB").getTimeLimiterConfig().shouldCancelRunningFuture())
			.isFalse();
	}

	@Test
	void succeedsAtOnce() {
		assertThat(this.backendA.success()).isEqualTo("Hello");
		assertThat(this.backendA.calls()).isOne();
		assertThat(breakerA().getMetrics().getNumberOfSuccessfulCalls()).isOne();
	}

	@Test
	void retriesAroundTheBreakerAndFailsWithTheFailure() {
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> this.backendA.failure())
			.withMessage("failed");
		assertThat(this.backendA.calls()).isEqualTo(4);
		assertThat(breakerA().getMetrics().getNumberOfFailedCalls()).isEqualTo(4);
	}

	@Test
	void neitherRetriesNorCountsWhatIsIgnored() {
		assertThatExceptionOfType(BusinessException.class).isThrownBy(() -> this.backendA.business());
		assertThat(this.backendA.calls()).isOne();
		assertThat(breakerA().getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@Test
	void opensTriesAndCloses() {
		for (int i = 0; i < 5; i++) {
			assertThatExceptionOfType(BackendException.class).isThrownBy(() -> this.backendA.once());
		}
		assertThat(breakerA().getState()).isEqualTo(State.OPEN);
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> this.backendA.once());
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> breakerA().getState() == State.HALF_OPEN);
		for (int i = 0; i < 3; i++) {
			this.backendA.success();
		}
		assertThat(breakerA().getState()).isEqualTo(State.CLOSED);
	}

	@Test
	void fallsBackByTypeOfTheFailure() throws Exception {
		assertThat(this.backendA.failureWith("http")).isEqualTo("Recovered from http of http");
		assertThat(this.backendA.failureWith("io")).isEqualTo("Recovered from input or output");
		assertThat(this.backendA.failureWith("business")).isEqualTo("Recovered from BusinessException");
		breakerA().transitionToOpenState();
		assertThat(this.backendA.failureWith("http")).isEqualTo("Not permitted");
	}

	@Test
	void fallsBackWhenRetriesAreExhausted() throws Exception {
		assertThat(this.backendA.failureWithFallback("argument")).isEqualTo("Recovered from argument of argument");
		assertThat(this.backendA.calls()).isEqualTo(4);
	}

	@Test
	void limitsTheRate() {
		assertThatExceptionOfType(RequestNotPermitted.class).isThrownBy(() -> {
			for (int i = 0; i < 10_000; i++) {
				this.backendA.limited();
			}
		});
	}

	@Test
	void limitsConcurrentCalls() {
		var bulkhead = this.bulkheads.bulkhead("backendA");
		for (int i = 0; i < 10; i++) {
			bulkhead.acquirePermission();
		}
		assertThatExceptionOfType(BulkheadFullException.class).isThrownBy(() -> this.backendA.success());
		for (int i = 0; i < 10; i++) {
			bulkhead.releasePermission();
		}
		assertThat(this.backendA.success()).isEqualTo("Hello");
	}

	@Test
	void protectsMonos() {
		assertThat(this.backendA.monoSuccess().block()).isEqualTo("Hello");
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> this.backendA.monoFailure().block());
		assertThat(this.backendA.calls()).isEqualTo(4);
		assertThat(breakerA().getMetrics().getNumberOfFailedCalls()).isEqualTo(4);
		breakerA().reset();
		assertThat(this.backendA.monoTimeout().block()).isEqualTo("Timed out");
		assertThat(breakerA().getMetrics().getNumberOfFailedCalls()).isOne();
	}

	@Test
	void protectsFluxes() {
		assertThat(this.backendA.fluxSuccess().collectList().block()).containsExactly("Hello", "World");
		assertThat(this.backendA.fluxFailure().collectList().block()).containsExactly("Recovered",
				"from BackendException");
		assertThat(this.backendA.calls()).isEqualTo(4);
		breakerA().reset();
		assertThat(this.backendA.fluxTimeout().collectList().block()).containsExactly("Recovered",
				"from TimeoutException");
	}

	@Test
	void protectsFutures() throws Exception {
		assertThat(this.backendA.futureSuccess().get()).startsWith("Hello from bulkhead-backendA");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> this.backendA.futureFailure().get())
			.withCauseInstanceOf(IOException.class);
		assertThat(this.backendA.calls()).isEqualTo(4);
		breakerA().reset();
		assertThat(this.backendA.futureTimeout().get()).isEqualTo("Timed out");
	}

	@Test
	void callsThroughTheRegistriesAreAsConfigured() throws Exception {
		assertThat(this.backendB.call(() -> "Hello")).isEqualTo("Hello");
		assertThat(this.backendB.callReactively(Mono.just("Hello")).block()).isEqualTo("Hello");
		assertThat(this.backendB.callLater(() -> "Hello").get()).isEqualTo("Hello");
		AtomicInteger calls = new AtomicInteger();
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> this.backendB.call(() -> {
			calls.incrementAndGet();
			throw new BackendException("failed");
		}));
		assertThat(calls).hasValue(2);
		var metrics = this.circuitBreakers.circuitBreaker("backendB").getMetrics();
		assertThat(metrics.getNumberOfFailedCalls()).isEqualTo(2);
		assertThat(metrics.getNumberOfSuccessfulCalls()).isEqualTo(2);
	}

	@Test
	void poolOfTheUserIsFull() throws Exception {
		Awaitility.await().until(() -> this.pools.bulkhead("backendB").getMetrics().getActiveThreadCount() == 0);
		CountDownLatch done = new CountDownLatch(1);
		List<CompletableFuture<String>> accepted = new ArrayList<>();
		CountDownLatch running = new CountDownLatch(1);
		accepted.add(this.backendB.callLater(() -> {
			running.countDown();
			return await(done);
		}));
		assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
		accepted.add(this.backendB.callLater(() -> await(done)));
		assertThatExceptionOfType(BulkheadFullException.class)
			.isThrownBy(() -> this.backendB.callLater(() -> "one too many"));
		done.countDown();
		for (CompletableFuture<String> each : accepted) {
			assertThat(each.get()).isEqualTo("done");
		}
	}

	private static String await(CountDownLatch latch) {
		try {
			return latch.await(20, TimeUnit.SECONDS) ? "done" : "not done";
		}
		catch (InterruptedException ex) {
			return ex.toString();
		}
	}

	@Test
	void respondsOverHttp() throws Exception {
		assertThat(get("/backendA/success").body()).isEqualTo("Hello");
		HttpResponse<String> failure = get("/backendA/failure");
		assertThat(failure.statusCode()).isEqualTo(502);
		assertThat(failure.body()).isEqualTo("failed");
		breakerA().transitionToOpenState();
		assertThat(get("/backendA/fallback").body()).isEqualTo("Not permitted");
		breakerA().reset();
		assertThat(get("/backendA/mono").body()).isEqualTo("Timed out");
		assertThat(get("/backendA/flux").body()).contains("Hello", "World");
		assertThat(get("/backendA/future").body()).isEqualTo("Timed out");
	}

	@Test
	void showsHealthOfBreakersAndNotOfTheRest() throws Exception {
		assertThat(get("/actuator/health").body()).contains("circuitBreakers", "backendA", "backendB")
			.contains("CLOSED")
			.doesNotContain("limitForPeriod");
		breakerA().transitionToOpenState();
		HttpResponse<String> health = get("/actuator/health");
		assertThat(health.body()).contains("CIRCUIT_OPEN");
		assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "circuitbreakers", "circuitbreakerevents", "circuitbreakerevents/backendA", "retries",
			"retryevents", "retryevents/backendA", "bulkheads", "bulkheadevents", "bulkheadevents/backendA",
			"ratelimiters", "timelimiters", "timelimiterevents",
			"timelimiterevents/backendA" })
	void hasTheEndpoint(String endpoint) throws Exception {
		this.backendA.success();
		this.backendA.monoSuccess().block();
		breakerA().reset();
		try {
			this.backendA.failure();
		}
		catch (BackendException ex) {
			// Gives an event
		}
		HttpResponse<String> response = get("/actuator/" + endpoint);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("backendA");
	}

	@Test
	void hasNoEventsOfARateLimiterThatIsNotToGiveAny() throws Exception {
		this.rateLimiters.rateLimiter("backendA").acquirePermission();
		HttpResponse<String> response = get("/actuator/ratelimiterevents/backendA");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("rateLimiterEvents").doesNotContain("backendA");
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience4j_circuitbreaker_state{", "resilience4j_circuitbreaker_calls_seconds_count{",
			"resilience4j_circuitbreaker_failure_rate{", "resilience4j_circuitbreaker_slow_call_rate{",
			"resilience4j_circuitbreaker_buffered_calls{", "resilience4j_circuitbreaker_not_permitted_calls_total{",
			"resilience4j_retry_calls_total{", "resilience4j_bulkhead_available_concurrent_calls{",
			"resilience4j_bulkhead_max_allowed_concurrent_calls{", "resilience4j_bulkhead_queue_capacity{",
			"resilience4j_ratelimiter_available_permissions{", "resilience4j_ratelimiter_waiting_threads{",
			"resilience4j_timelimiter_calls_total{" })
	void hasTheMeter(String meter) throws Exception {
		this.backendA.success();
		String scrape = get("/actuator/prometheus").body();
		assertThat(scrape.lines().filter((line) -> line.startsWith(meter) && line.contains("name=\"backendA\"")))
			.isNotEmpty()
			.allSatisfy((line) -> assertThat(line).contains("application=\"resilience4j-demo\"")
				.doesNotContain("group="));
	}

	@Test
	void metersHaveTheTagsThatAreDocumented() throws Exception {
		this.backendA.success();
		assertThat(get("/actuator/metrics/resilience4j.circuitbreaker.calls").body()).contains("\"kind\"", "\"name\"",
				"successful");
		assertThat(get("/actuator/metrics/resilience4j.circuitbreaker.state").body()).contains("\"state\"", "half_open",
				"forced_open", "disabled");
		assertThat(get("/actuator/metrics/resilience4j.retry.calls").body()).contains("successful_without_retry",
				"successful_with_retry", "failed_with_retry", "failed_without_retry");
		assertThat(get("/actuator/metrics/resilience4j.timelimiter.calls").body()).contains("\"kind\"", "timeout");
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build(),
					BodyHandlers.ofString());
	}

}
