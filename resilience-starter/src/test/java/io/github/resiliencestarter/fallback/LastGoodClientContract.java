package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.fallback.FallbackFixture.Response;
import io.github.resiliencestarter.guard.CallResult;
import io.github.resiliencestarter.guard.GuardListener;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cache.CacheManager;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Contract of last good answers for clients other than {@code RestClient}, in a Caffeine
 * cache.
 */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
abstract class LastGoodClientContract {

	private static final Map<String, String> NO_HEADERS = Map.of();

	final FallbackFixture server = new FallbackFixture();

	ConfigurableApplicationContext context;

	/**
	 * Return the configuration of the client.
	 */
	abstract Class<?> application();

	String[] properties() {
		return new String[0];
	}

	/**
	 * Send a request and return any response.
	 */
	abstract Answer send(String method, String url, Map<String, String> headers);

	@BeforeAll
	void start() {
		String[] properties = Arrays.copyOf(properties(), properties().length + 2);
		properties[properties.length - 1] = "resilience.fallback.targets.localhost.last-good-answer.max-stale=10m";
		properties[properties.length - 2] = "resilience.fallback.last-good-answer.max-size=100KB";
		this.context = FallbackFixture.run(application(), properties);
	}

	@AfterAll
	void stop() {
		this.context.close();
		this.server.close();
	}

	@BeforeEach
	void reset() {
		this.server.reset();
		this.context.getBean(Events.class).calls.clear();
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("localhost").reset();
		cache().invalidateAll();
	}

	@Test
	void callerGetsTheLastGoodAnswerWhenTheTargetFails() {
		assertThat(get().body()).isEqualTo("good");
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		Answer stale = get();
		assertThat(stale.status()).isEqualTo(200);
		assertThat(stale.body()).isEqualTo("good");
		assertThat(stale.headers().getFirst("Resilience-Stale")).matches("\\d+");
		assertThat(stale.headers().getFirst(HttpHeaders.AGE)).matches("\\d+");
		assertCalls(CallResult.SUCCESS, CallResult.STALE);
		assertThat(this.context.getBean(MeterRegistry.class)
			.get("resilience.fallback.stale.age")
			.tag("target", "localhost")
			.summary()
			.count()).isPositive();
		assertNothingIsOpen();
	}

	@Test
	void callerGetsTheLastGoodAnswerWhenTheTargetIsUnreachable() {
		get();
		awaitKept(1);
		this.server.response = new Response(200, "", Response.CLOSED);
		assertThat(get().body()).isEqualTo("good");
	}

	@Test
	void callerGetsTheLastGoodAnswerWhenTheCircuitBreakerIsOpen() {
		get();
		awaitKept(1);
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("localhost").transitionToOpenState();
		assertThat(get().body()).isEqualTo("good");
		assertThat(this.server.count(FallbackFixture.TARGET)).isEqualTo(1);
		assertCalls(CallResult.SUCCESS, CallResult.STALE);
	}

	@Test
	void callerGetsTheLastGoodAnswerWhenTheResponseBreaksOff() {
		get();
		awaitKept(1);
		this.server.response = new Response(200, "half", Response.CUT_OFF);
		assertThat(get().body()).isEqualTo("good");
		assertCalls(CallResult.SUCCESS, CallResult.STALE);
		assertNothingIsOpen();
	}

	@Test
	void callerGetsTheAnswerThatWasGoodLast() {
		get();
		awaitKept(1);
		this.server.response = new Response(200, "better");
		get();
		this.server.response = new Response(503, "bad");
		Awaitility.await().untilAsserted(() -> assertThat(get().body()).isEqualTo("better"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 404, 408, 429 })
	void callerGetsTheResponseThatBlamesTheCaller(int status) {
		get();
		awaitKept(1);
		this.server.response = new Response(status, "no");
		assertThat(get().status()).isEqualTo(status);
	}

	@Test
	void missingResourceMakesTheFormerAnswerInvalid() {
		get();
		awaitKept(1);
		this.server.response = new Response(404, "no");
		get();
		awaitKept(0);
	}

	@Test
	void callerGetsTheFailureWithoutAnAnswer() {
		this.server.response = new Response(503, "bad");
		assertThat(get()).extracting(Answer::status, Answer::body).containsExactly(503, "bad");
		assertCalls(CallResult.ERROR);
		this.server.response = new Response(200, "", Response.CLOSED);
		assertThatException().isThrownBy(this::get);
		assertNothingIsOpen();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization", "Cookie", "Proxy-Authorization" })
	void answerToRequestWithCredentialsIsNeitherKeptNorUsed(String header) {
		Map<String, String> ofUser = Map.of(header, "secret");
		get(ofUser);
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(NO_HEADERS);
		this.server.response = new Response(200, "public");
		get();
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(ofUser);
		assertThat(get().body()).isEqualTo("public");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Cache-Control: no-store", "Cache-Control: private, max-age=60", "Vary: Accept, X-Tenant",
			"Set-Cookie: a=b" })
	void answerIsNotKeptIfTheTargetForbidsIt(String header) {
		this.server.response = new Response(200, "good", header);
		get();
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(NO_HEADERS);
	}

	@Test
	void answersDifferByLanguage() {
		Map<String, String> english = Map.of(HttpHeaders.ACCEPT_LANGUAGE, "en");
		this.server.response = new Response(200, "hello", "Vary: Accept-Language");
		get(english);
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		assertThat(get(english).body()).isEqualTo("hello");
		assertNothingIsUsed(NO_HEADERS);
	}

	@ParameterizedTest
	@ValueSource(strings = { Response.CHUNKED, "X-With-Length: true" })
	void answerThatIsTooLargeIsDeliveredButNotKept(String header) {
		this.server.response = new Response(200, "x".repeat(200_000), header);
		assertThat(get().body()).hasSize(200_000);
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(NO_HEADERS);
		assertNothingIsOpen();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "good" })
	void answerOfUnknownLengthIsKept(String body) {
		this.server.response = new Response(200, body, Response.CHUNKED);
		assertThat(get().body()).isEqualTo(body);
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		assertThat(get().body()).isEqualTo(body);
	}

	@Test
	void postIsNotAnsweredFromTheStore() {
		send("POST", this.server.url("/a"), NO_HEADERS);
		this.server.response = new Response(503, "bad");
		assertThat(send("POST", this.server.url("/a"), NO_HEADERS).status()).isEqualTo(503);
	}

	final Answer get() {
		return get(NO_HEADERS);
	}

	final Answer get(Map<String, String> headers) {
		return send("GET", this.server.url("/a"), headers);
	}

	// Storing is asynchronous, so the absence of an answer is checked for some time
	final void assertNothingIsUsed(Map<String, String> headers) {
		Awaitility.await()
			.during(Duration.ofMillis(100))
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(get(headers).status()).isEqualTo(503));
	}

	final void awaitKept(int count) {
		Awaitility.await().untilAsserted(() -> assertThat(cache().asMap()).hasSize(count));
	}

	final void assertCalls(CallResult... calls) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.context.getBean(Events.class).calls).containsExactly(calls));
	}

	final void assertNothingIsOpen() {
		Awaitility.await().untilAsserted(() -> {
			var metrics = this.context.getBean(BulkheadRegistry.class).bulkhead("localhost").getMetrics();
			assertThat(metrics.getAvailableConcurrentCalls()).isEqualTo(metrics.getMaxAllowedConcurrentCalls());
		});
	}

	final Cache<?, ?> cache() {
		CaffeineCache cache = (CaffeineCache) this.context.getBean(CacheManager.class)
			.getCache("resilience-last-good-answers");
		return Objects.requireNonNull(cache).getNativeCache();
	}

	/**
	 * Response as the caller gets it.
	 */
	record Answer(int status, String body, HttpHeaders headers) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Caching {

		@Bean
		CacheManager cacheManager() {
			return new CaffeineCacheManager();
		}

		@Bean
		Events events() {
			return new Events();
		}

	}

	static class Events implements GuardListener {

		final List<CallResult> calls = new CopyOnWriteArrayList<>();

		@Override
		public void onCall(String target, CallResult result, Duration duration) {
			this.calls.add(result);
		}

	}

}
