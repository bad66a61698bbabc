package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.cache.CacheManager;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Last good answers of HTTP clients in a Caffeine cache.
 */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
class LastGoodAnswerTests {

	private static final String CACHE = "resilience-last-good-answers";

	// Large enough for any answer of the tests but one, and small enough to fill
	private static final int MAX_ENTRIES = 3;

	private final FallbackFixture server = new FallbackFixture();

	private ConfigurableApplicationContext context;

	private RestClient client;

	@BeforeAll
	void start() {
		this.context = FallbackFixture.run(Application.class,
				"resilience.fallback.targets.localhost.last-good-answer.max-stale=10m",
				"resilience.fallback.targets[" + FallbackFixture.OTHER + "].last-good-answer.max-stale=1ms",
				"resilience.fallback.last-good-answer.max-size=100B",
				"resilience.fallback.last-good-answer.max-entries=" + MAX_ENTRIES);
	}

	@AfterAll
	void stop() {
		this.context.close();
		this.server.close();
	}

	@BeforeEach
	void reset() {
		this.server.reset();
		this.client = this.context.getBean(RestClient.Builder.class).build();
		this.context.getBean(Events.class).calls.clear();
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("localhost").reset();
		cache().invalidateAll();
	}

	@Test
	void callerGetsTheLastGoodAnswerWhenTheTargetFails() {
		assertThat(get(this.client).getBody()).isEqualTo("good");
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		ResponseEntity<String> stale = get(this.client);
		assertThat(stale.getStatusCode().value()).isEqualTo(200);
		assertThat(stale.getBody()).isEqualTo("good");
		assertThat(stale.getHeaders().getFirst("Resilience-Stale")).matches("\\d+");
		assertThat(stale.getHeaders().getFirst(HttpHeaders.AGE)).matches("\\d+");
		assertThat(this.context.getBean(Events.class).calls).containsExactly(CallResult.SUCCESS, CallResult.STALE);
		MeterRegistry meters = this.context.getBean(MeterRegistry.class);
		assertThat(meters.get("resilience.fallback.stale.age").tag("target", "localhost").summary().count())
			.isPositive();
		assertThat(
				meters.get("resilience.client.calls").tags("target", "localhost", "outcome", "stale").timer().count())
			.isPositive();
	}

	@Test
	void callerOfRestTemplateGetsTheLastGoodAnswer() {
		RestTemplate client = this.context.getBean(RestTemplateBuilder.class).build();
		assertThat(client.getForObject(this.server.url("/a"), String.class)).isEqualTo("good");
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		assertThat(client.getForObject(this.server.url("/a"), String.class)).isEqualTo("good");
	}

	@Test
	void callerGetsTheLastGoodAnswerWhenTheTargetIsUnreachable() {
		get(this.client);
		awaitKept(1);
		this.server.response = new Response(200, "", Response.CLOSED);
		assertThat(get(this.client).getBody()).isEqualTo("good");
	}

	@Test
	void callerGetsTheLastGoodAnswerWhenTheCircuitBreakerIsOpen() {
		get(this.client);
		awaitKept(1);
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("localhost").transitionToOpenState();
		assertThat(get(this.client).getBody()).isEqualTo("good");
		assertThat(this.server.count(FallbackFixture.TARGET)).isEqualTo(1);
		assertThat(this.context.getBean(Events.class).calls).containsExactly(CallResult.SUCCESS, CallResult.STALE);
	}

	@Test
	void callerGetsTheLastGoodAnswerWhenTheResponseBreaksOff() {
		get(this.client);
		awaitKept(1);
		this.server.response = new Response(200, "half", Response.CUT_OFF);
		assertThat(get(this.client).getBody()).isEqualTo("good");
		assertThat(this.context.getBean(Events.class).calls).containsExactly(CallResult.SUCCESS, CallResult.STALE);
	}

	@Test
	void callerGetsTheAnswerThatWasGoodLast() {
		get(this.client);
		awaitKept(1);
		this.server.response = new Response(200, "better");
		get(this.client);
		this.server.response = new Response(503, "bad");
		Awaitility.await().untilAsserted(() -> assertThat(get(this.client).getBody()).isEqualTo("better"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 404, 408, 429 })
	void callerGetsTheResponseThatBlamesTheCaller(int status) {
		get(this.client);
		awaitKept(1);
		this.server.response = new Response(status, "no");
		assertThatExceptionOfType(HttpClientErrorException.class).isThrownBy(() -> get(this.client))
			.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(status));
	}

	@Test
	void callerGetsTheFailureWithoutAnAnswer() {
		this.server.response = new Response(503, "bad");
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> get(this.client))
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("bad"));
		assertThat(this.context.getBean(Events.class).calls).containsExactly(CallResult.ERROR);
		this.server.response = new Response(200, "", Response.CLOSED);
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> get(this.client));
	}

	@Test
	void answerThatIsTooOldIsNotUsed() {
		String url = this.server.urlOfOther("/a");
		this.client.get().uri(url).retrieve().toBodilessEntity();
		awaitKept(1);
		this.server.ofOther = new Response(503, "bad");
		Awaitility.await()
			.untilAsserted(() -> assertThatExceptionOfType(HttpServerErrorException.class)
				.isThrownBy(() -> this.client.get().uri(url).retrieve().toBodilessEntity()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization", "Cookie", "Proxy-Authorization" })
	void answerToRequestWithCredentialsIsNeitherKeptNorUsed(String header) {
		RestClient ofUser = this.client.mutate().defaultHeader(header, "secret").build();
		get(ofUser);
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(this.client);
		this.server.response = new Response(200, "public");
		get(this.client);
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(ofUser);
		assertThat(get(this.client).getBody()).isEqualTo("public");
	}

	@Test
	void credentialsThatAnInterceptorAddsCount() {
		RestClient ofUser = this.client.mutate().requestInterceptor((request, body, execution) -> {
			request.getHeaders().setBearerAuth("secret");
			return execution.execute(request, body);
		}).build();
		get(ofUser);
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(this.client);
		this.server.response = new Response(200, "public");
		get(this.client);
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(ofUser);
	}

	@Test
	void answerToRequestWithCredentialsIsKeptUnderTheCallersOwnKey() {
		RestClient client = this.client.mutate().defaultHeader(HttpHeaders.AUTHORIZATION, "secret").build();
		getOf(client, "anna");
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		assertThat(getOf(client, "anna").getBody()).isEqualTo("good");
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> getOf(client, "bert"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Cache-Control: no-store", "Cache-Control: private, max-age=60", "Cache-Control: no-cache",
			"Cache-Control: max-age=1, must-revalidate", "Vary: *", "Vary: Accept, X-Tenant", "Set-Cookie: a=b" })
	void answerIsNotKeptIfTheTargetForbidsIt(String header) {
		this.server.response = new Response(200, "good", header);
		get(this.client);
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(this.client);
	}

	@Test
	void answersDifferByWhatVaryNames() {
		RestClient english = this.client.mutate().defaultHeader(HttpHeaders.ACCEPT_LANGUAGE, "en").build();
		this.server.response = new Response(200, "hello", "Vary: Accept-Language");
		get(english);
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		assertThat(get(english).getBody()).isEqualTo("hello");
		assertNothingIsUsed(this.client);
	}

	@Test
	void answersDifferByQuery() {
		this.client.get().uri(this.server.url("/a?b=1")).retrieve().toEntity(String.class);
		awaitKept(1);
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(this.client);
	}

	@Test
	void answerThatIsTooLargeIsDeliveredButNotKept() {
		this.server.response = new Response(200, "x".repeat(101));
		assertThat(get(this.client).getBody()).hasSize(101);
		this.server.response = new Response(503, "bad");
		assertNothingIsUsed(this.client);
	}

	@Test
	void oldestAnswerMakesRoom() {
		for (int i = 0; i < 2 * MAX_ENTRIES; i++) {
			this.client.get().uri(this.server.url("/" + i)).retrieve().toBodilessEntity();
		}
		awaitKept(MAX_ENTRIES);
		this.server.response = new Response(503, "bad");
		String last = this.server.url("/" + (2 * MAX_ENTRIES - 1));
		Awaitility.await()
			.ignoreExceptions()
			.untilAsserted(
					() -> assertThat(this.client.get().uri(last).retrieve().body(String.class)).isEqualTo("good"));
	}

	@Test
	void postIsNotAnsweredFromTheStore() {
		this.client.post().uri(this.server.url("/a")).retrieve().toBodilessEntity();
		this.server.response = new Response(503, "bad");
		assertThatExceptionOfType(HttpServerErrorException.class)
			.isThrownBy(() -> this.client.post().uri(this.server.url("/a")).retrieve().toBodilessEntity());
	}

	private ResponseEntity<String> get(RestClient client) {
		return client.get().uri(this.server.url("/a")).retrieve().toEntity(String.class);
	}

	private ResponseEntity<String> getOf(RestClient client, String user) {
		return client.get()
			.uri(this.server.url("/a"))
			.attribute(LastGoodKey.ATTRIBUTE, user)
			.retrieve()
			.toEntity(String.class);
	}

	// Storing is asynchronous, so the absence of an answer is checked for some time
	private void assertNothingIsUsed(RestClient client) {
		Awaitility.await()
			.during(Duration.ofMillis(100))
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(
					() -> assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> get(client)));
	}

	private void awaitKept(int count) {
		Awaitility.await().untilAsserted(() -> assertThat(cache().asMap()).hasSize(count));
	}

	private Cache<?, ?> cache() {
		CaffeineCache cache = (CaffeineCache) this.context.getBean(CacheManager.class).getCache(CACHE);
		return Objects.requireNonNull(cache).getNativeCache();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		CacheManager cacheManager() {
			CaffeineCacheManager manager = new CaffeineCacheManager();
			manager.setCaffeine(Caffeine.newBuilder().maximumSize(100));
			return manager;
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
