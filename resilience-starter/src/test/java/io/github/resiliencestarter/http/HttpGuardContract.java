package io.github.resiliencestarter.http;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.CallResult;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.guard.GuardListener;
import io.github.resiliencestarter.guard.HedgeResult;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.RejectionReason;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Contract of guarded HTTP clients, tested with a real server that misbehaves.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(30)
abstract class HttpGuardContract extends ClientUnderTest {

	// Generous: it only keeps a broken build from hanging
	private static final Duration HANG_GUARD = Duration.ofSeconds(5);

	private static final String TARGET = "localhost";

	private static final String WITHOUT_BUDGET = "127.0.0.1";

	private static final LongSupplier CLOCK = System::nanoTime;

	MisbehavingServer server;

	ConfigurableApplicationContext context;

	private Events events;

	private Client client;

	@BeforeAll
	void start() throws IOException {
		this.server = new MisbehavingServer();
		this.context = new SpringApplicationBuilder(application()).web(WebApplicationType.NONE)
			.properties("resilience4j.retry.configs.default.wait-duration=10ms",
					"resilience4j.circuitbreaker.configs.default.minimum-number-of-calls=100",
					"resilience4j.bulkhead.configs.default.max-concurrent-calls=25", "resilience.client.timeout=3s",
					"resilience.client.attempt-timeout=300ms", "resilience.deadline.send-to=all",
					"resilience.client.retry-budget.min-per-second=100", "spring.main.banner-mode=off",
					"resilience.client.targets[" + WITHOUT_BUDGET + "].retry-budget.ratio=0",
					"resilience.client.targets[" + WITHOUT_BUDGET + "].retry-budget.min-per-second=0",
					"resilience.client.targets[" + WITHOUT_BUDGET + "].attempt-timeout=3s")
			.properties(properties())
			.run();
		this.events = this.context.getBean(Events.class);
		this.client = client(this.context, "http://" + TARGET + ":" + this.server.port());
		// The first call of a client library loads its classes, which may take longer
		// than
		// an attempt may
		Awaitility.await().ignoreExceptions().until(() -> this.client.send("GET", null, null).equals("200 ok"));
	}

	@AfterAll
	void stop() throws IOException {
		this.context.close();
		this.server.close();
	}

	@BeforeEach
	void reset() {
		this.breaker().reset();
		this.events.all.clear();
	}

	private CircuitBreaker breaker() {
		return this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker(TARGET);
	}

	private int freeInBulkhead() {
		return this.context.getBean(BulkheadRegistry.class).bulkhead(TARGET).getMetrics().getAvailableConcurrentCalls();
	}

	@Test
	void returnsTheResponse() {
		this.server.behave(Behaviour.answer(200, "ok"));
		assertThat(this.client.send("GET", null, null)).isEqualTo("200 ok");
		assertEvents("attempt 1 Success", "call SUCCESS");
		assertBulkheadIsFree();
	}

	@Test
	void neitherRetriesNorCountsAResponseThatIsTheCallersFault() {
		this.server.behave(Behaviour.answer(404, "no such thing"));
		assertThat(this.client.send("GET", null, null)).isEqualTo("404 no such thing");
		assertThat(this.server.requests).hasSize(1);
		assertEvents("attempt 1 Success", "call SUCCESS");
		assertThat(this.breaker().getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@Test
	void retriesUntilTheTargetResponds() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(408, "2"), Behaviour.answer(200, "ok"));
		assertThat(this.client.send("GET", null, null)).isEqualTo("200 ok");
		assertEvents("attempt 1 Failure", "attempt 2 Failure", "attempt 3 Success", "call SUCCESS");
	}

	@Test
	void returnsTheLastFailedResponseUnchanged() {
		this.server.behave(Behaviour.answer(500, "1"), Behaviour.answer(502, "2"), Behaviour.answer(503, "3"));
		assertThat(this.client.send("GET", null, null)).isEqualTo("503 3");
		assertThat(this.server.requests).hasSize(3);
		assertThat(this.breaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(3);
		assertThat(this.events.all).endsWith("call ERROR");
		assertBulkheadIsFree();
	}

	@Test
	void doesNotRepeatARequestThatTheTargetMayHaveActedOn() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "never"));
		assertThat(this.client.send("POST", "order", null)).isEqualTo("503 1");
		this.server.behave(Behaviour.reset(), Behaviour.answer(200, "never"));
		assertThatException().isThrownBy(() -> this.client.send("POST", "order", null));
		assertThat(this.server.requests).hasSize(1);
	}

	@Test
	void repeatsARequestThatCarriesAnIdempotencyKey() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "ok"));
		assertThat(this.client.send("POST", "order", "key-1")).isEqualTo("200 ok");
		assertThat(this.server.requests).extracting(MisbehavingServer.Request::body).containsExactly("order", "order");
	}

	@Test
	void sendsTheSameBodyAndHeadersEachTime() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(503, "2"), Behaviour.answer(200, "ok"));
		assertThat(this.client.send("PUT", "order", null)).isEqualTo("200 ok");
		assertThat(this.server.requests).extracting(MisbehavingServer.Request::body)
			.containsExactly("order", "order", "order");
		assertThat(this.server.requests).extracting((request) -> request.headers().get("Content-Type"))
			.doesNotContainNull();
		assertThat(this.server.requests).extracting((request) -> request.headers().get("Content-Length"))
			.containsOnly("5");
	}

	@Test
	void retriesAnyRequestWhenTheConnectionIsRefused() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		Client client = client(this.context, "http://" + TARGET + ":" + port);
		String method = repeatsEveryRefusedRequest() ? "POST" : "PUT";
		assertThatException().isThrownBy(() -> client.send(method, "order", null));
		assertEvents("attempt 1 Failure", "attempt 2 Failure", "attempt 3 Failure", "call ERROR");
	}

	@Test
	void retriesAnIdempotentRequestWhenTheConnectionIsReset() {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.reset(), Behaviour.answer(200, "ok"));
		assertThat(this.client.send("GET", null, null)).isEqualTo("200 ok");
	}

	@Test
	void abortsAnAttemptWithoutAResponse() {
		this.server.behave(Behaviour.hang());
		Duration took = took(() -> assertThatException().isThrownBy(() -> this.client.send("GET", null, null)));
		assertThat(took).isBetween(Duration.ofMillis(900), HANG_GUARD);
		assertEvents("attempt 1 Failure", "attempt 2 Failure", "attempt 3 Failure", "call ERROR");
		assertBulkheadIsFree();
		Awaitility.await()
			.atMost(HANG_GUARD)
			.untilAsserted(() -> assertThat(this.server.closedByClient()).isEqualTo(3));
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void abortsAnAttemptWhoseResponseArrivesInSmallPieces() {
		this.server.behave(Behaviour.drip());
		Duration took = took(() -> assertThatException().isThrownBy(() -> this.client.send("GET", null, null)));
		assertThat(took).isBetween(Duration.ofMillis(290), HANG_GUARD);
		assertFailedWhileReading();
		assertBulkheadIsFree();
		if (closesConnectionsThatDrip()) {
			Awaitility.await()
				.atMost(HANG_GUARD)
				.untilAsserted(() -> assertThat(this.server.closedByClient()).isEqualTo(this.server.requests.size()));
		}
	}

	@Test
	void countsAnIncompleteResponseAsAFailure() {
		this.server.behave(Behaviour.breakOff());
		assertThatException().isThrownBy(() -> this.client.send("GET", null, null));
		assertFailedWhileReading();
	}

	private void assertFailedWhileReading() {
		if (readsBodiesWithinAttempts()) {
			assertEvents("attempt 1 Failure", "attempt 2 Failure", "attempt 3 Failure", "call ERROR");
		}
		else {
			assertEvents("attempt 1 Failure", "call ERROR");
		}
	}

	@Test
	void comesBackNoEarlierThanTold() {
		this.server.behave(Behaviour.answer(503, "1", "Retry-After: 1"), Behaviour.answer(200, "ok"));
		assertThat(this.client.send("GET", null, null)).isEqualTo("200 ok");
		List<MisbehavingServer.Request> requests = this.server.requests;
		assertThat(requests).hasSize(2);
		assertThat(requests.get(1).nanoTime() - requests.get(0).nanoTime())
			.isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
	}

	@Test
	void doesNotComeBackWhenToldToComeAfterTheDeadline() {
		this.server.behave(Behaviour.answer(429, "busy", "Retry-After: 60"), Behaviour.answer(200, "never"));
		assertThat(this.client.send("GET", null, null)).isEqualTo("429 busy");
		assertEvents("attempt 1 Throttled", "rejected DEADLINE", "call ERROR");
	}

	@Test
	void doesNotRetryWithoutABudget() {
		this.server.behave(Behaviour.answer(503, "busy"), Behaviour.answer(200, "never"));
		Client client = client(this.context, "http://" + WITHOUT_BUDGET + ":" + this.server.port());
		assertThat(client.send("GET", null, null)).isEqualTo("503 busy");
		assertEvents("attempt 1 Failure", "rejected BUDGET", "call ERROR");
	}

	@Test
	void hidesATargetThatFailsHalfOfTheTime() {
		Behaviour bad = Behaviour.answer(500, "bad");
		Behaviour good = Behaviour.answer(200, "ok");
		this.server.behave(bad, good, bad, good, bad, good, bad, good, bad, good);
		for (int i = 0; i < 5; i++) {
			assertThat(this.client.send("GET", null, null)).isEqualTo("200 ok");
		}
		assertThat(this.server.requests).hasSize(10);
	}

	@Test
	void sendsTheRemainingTimeToTheTarget() {
		this.server.behave(Behaviour.answer(200, "ok"));
		this.client.send("GET", null, null);
		underDeadline(Duration.ofMillis(200), () -> this.client.send("GET", null, null));
		assertThat(this.server.requests)
			.extracting((request) -> Integer.valueOf(request.headers().getOrDefault("X-Request-Timeout-Ms", "-1")))
			.satisfiesExactly((ms) -> assertThat(ms).isBetween(250, 300), (ms) -> assertThat(ms).isBetween(1, 200));
	}

	@Test
	void makesNoRequestWhenTheDeadlineIsOver() {
		this.server.behave(Behaviour.answer(200, "never"));
		assertThatExceptionOfType(CallRejectedException.class)
			.isThrownBy(() -> underDeadline(Duration.ZERO, () -> this.client.send("GET", null, null)));
		assertThat(this.server.requests).isEmpty();
	}

	@Test
	void reportsAnExpiredDeadlineWhenTheTargetUsedItUp() {
		this.server.behave(Behaviour.hang());
		assertThatExceptionOfType(CallRejectedException.class)
			.isThrownBy(() -> underDeadline(Duration.ofMillis(100), () -> this.client.send("GET", null, null)))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(RejectionReason.DEADLINE));
	}

	@Test
	void rejectsWhileTheBreakerIsOpen() {
		this.server.behave(Behaviour.answer(200, "never"));
		this.breaker().transitionToOpenState();
		assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> this.client.send("GET", null, null))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(RejectionReason.BREAKER));
		assertThat(this.server.requests).isEmpty();
	}

	// Awaited because the timer reports a late response on its own thread
	private void assertEvents(String... events) {
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> assertThat(this.events.all).containsExactly(events));
	}

	private void assertBulkheadIsFree() {
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> assertThat(freeInBulkhead()).isEqualTo(25));
	}

	private void underDeadline(Duration timeLeft, Runnable call) {
		CurrentDeadline.Scope scope = CurrentDeadline.open(Deadline.after(timeLeft, CLOCK));
		try {
			call.run();
		}
		finally {
			scope.close();
		}
	}

	static Duration took(Runnable work) {
		long start = CLOCK.getAsLong();
		work.run();
		return Duration.ofNanos(CLOCK.getAsLong() - start);
	}

	/**
	 * Client that returns the status and the body of any response.
	 */
	interface Client {

		String send(String method, @Nullable String body, @Nullable String idempotencyKey);

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
			BulkheadAutoConfiguration.class, GuardAutoConfiguration.class, EnginesAutoConfiguration.class,
			HttpGuardAutoConfiguration.class, HttpClientAutoConfiguration.class,
			ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
			HttpMessageConvertersAutoConfiguration.class, RestClientAutoConfiguration.class,
			RestTemplateAutoConfiguration.class, WebClientAutoConfiguration.class })
	static class Application {

		@Bean
		Events events() {
			return new Events();
		}

	}

	static class Events implements GuardListener {

		final List<String> all = new CopyOnWriteArrayList<>();

		@Override
		public void onAttempt(String target, int number, Outcome outcome) {
			this.all.add("attempt " + number + " " + outcome.getClass().getSimpleName());
		}

		@Override
		public void onRejected(String target, RejectionReason reason) {
			this.all.add("rejected " + reason);
		}

		@Override
		public void onHedge(String target, HedgeResult result) {
			this.all.add("hedge " + result);
		}

		@Override
		public void onCall(String target, CallResult result, Duration duration) {
			this.all.add("call " + result);
		}

	}

}
