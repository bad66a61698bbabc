package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.fallback.FallbackFixture.Response;
import io.github.resiliencestarter.guard.CallResult;
import io.github.resiliencestarter.guard.GuardListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/**
 * Fallback to another service.
 */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
class ServiceFallbackTests {

	private final FallbackFixture server = new FallbackFixture();

	private ConfigurableApplicationContext context;

	private RestClient client;

	@BeforeAll
	void start() {
		this.context = FallbackFixture.run(Application.class, "resilience4j.retry.configs.default.max-attempts=2",
				"resilience4j.retry.configs.default.wait-duration=1ms",
				"resilience.client.retry-budget.min-per-second=1000", "resilience.client.timeout=3s",
				"resilience.client.attempt-timeout=1s", "resilience.deadline.send-to=all",
				"resilience.fallback.targets.localhost.service=" + FallbackFixture.OTHER);
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
		CircuitBreakerRegistry breakers = this.context.getBean(CircuitBreakerRegistry.class);
		breakers.circuitBreaker(FallbackFixture.TARGET).reset();
		breakers.circuitBreaker(FallbackFixture.OTHER).reset();
	}

	@Test
	void otherServiceGetsTheSameRequestWhenTheTargetFails() {
		this.server.response = new Response(503, "bad");
		String url = this.server.url("/a?b=%20c");
		assertThat(this.client.put().uri(java.net.URI.create(url)).body("text").retrieve().body(String.class))
			.isEqualTo("other");
		assertThat(this.server.requests.get(0)).endsWith("/a?b=%20c text");
		assertThat(this.server.requests.get(2))
			.isEqualTo(this.server.requests.get(0).replace(FallbackFixture.TARGET, FallbackFixture.OTHER));
		assertThat(this.context.getBean(Events.class).calls).containsExactlyInAnyOrder("127.0.0.1 SUCCESS",
				"localhost FALLBACK");
	}

	@Test
	void otherServiceIsNotAskedWhileTheTargetWorks() {
		assertThat(get()).isEqualTo("good");
		assertThat(this.server.count(FallbackFixture.OTHER)).isZero();
		assertThat(this.context.getBean(Events.class).calls).containsExactly("localhost SUCCESS");
	}

	@Test
	void otherServiceRespondsWhenTheCallIsRejected() {
		breaker(FallbackFixture.TARGET).transitionToOpenState();
		assertThat(get()).isEqualTo("other");
		assertThat(this.server.count(FallbackFixture.TARGET)).isZero();
	}

	@Test
	void otherServiceHasItsOwnCircuitBreaker() {
		this.server.response = new Response(503, "bad");
		breaker(FallbackFixture.OTHER).transitionToOpenState();
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(this::get)
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("bad"));
		assertThat(this.server.count(FallbackFixture.OTHER)).isZero();
		assertThat(this.context.getBean(Events.class).calls).containsExactlyInAnyOrder("127.0.0.1 REJECTED",
				"localhost ERROR");
	}

	@Test
	void otherServiceIsAskedOnce() {
		this.server.response = new Response(503, "bad");
		this.server.ofOther = new Response(503, "bad too");
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(this::get)
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("bad"));
		assertThat(this.server.count(FallbackFixture.TARGET)).isEqualTo(2);
		assertThat(this.server.count(FallbackFixture.OTHER)).isEqualTo(1);
	}

	@Test
	void otherServiceIsAskedOnceWhenItsConnectionBreaks() {
		this.server.response = new Response(503, "bad");
		this.server.ofOther = new Response(200, "", Response.CLOSED);
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(this::get);
		assertThat(this.server.count(FallbackFixture.OTHER)).isEqualTo(1);
	}

	@Test
	void otherServiceGetsTheRestOfTheDeadline() {
		this.server.delay = Duration.ofMillis(1500);
		assertThat(get()).isEqualTo("other");
		String timeout = this.server.timeouts.get(this.server.timeouts.size() - 1);
		// Two attempts of 1 s have left less than 1 s of the 3 s
		assertThat(Long.parseLong(timeout)).isPositive().isLessThan(1000);
	}

	@Test
	void requestThatIsNotSafeToRepeatIsNotSentToTheOtherService() {
		this.server.response = new Response(503, "bad");
		assertThatExceptionOfType(HttpServerErrorException.class)
			.isThrownBy(() -> this.client.post().uri(this.server.url("/a")).retrieve().toBodilessEntity());
		assertThat(this.server.count(FallbackFixture.OTHER)).isZero();
		assertThat(this.client.method(HttpMethod.POST)
			.uri(this.server.url("/a"))
			.header("Idempotency-Key", "1")
			.retrieve()
			.body(String.class)).isEqualTo("other");
	}

	@Test
	void responseThatBlamesTheCallerIsFinal() {
		this.server.response = new Response(404, "none");
		assertThatExceptionOfType(HttpClientErrorException.class).isThrownBy(this::get);
		assertThat(this.server.count(FallbackFixture.OTHER)).isZero();
	}

	@Test
	void failureOfTheTargetStaysIfTheOtherServiceKnowsNothing() {
		this.server.response = new Response(503, "bad");
		this.server.ofOther = new Response(404, "none");
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(this::get);
	}

	@Test
	void lastGoodAnswerIsUsedWhenTheOtherServiceFailsToo() {
		try (ConfigurableApplicationContext both = FallbackFixture.run(Application.class,
				"resilience.fallback.targets.localhost.service=" + FallbackFixture.OTHER,
				"resilience.fallback.targets.localhost.last-good-answer.max-stale=10m")) {
			this.client = both.getBean(RestClient.Builder.class).build();
			get();
			org.awaitility.Awaitility.await().until(() -> both.getBean(CacheManager.class).getCacheNames().size() == 1);
			this.server.response = new Response(503, "bad");
			assertThat(get()).isEqualTo("other");
			this.server.ofOther = new Response(503, "bad too");
			org.awaitility.Awaitility.await().ignoreExceptions().until(() -> get().equals("good"));
		}
	}

	@Test
	void serviceThatIsTheTargetItselfStopsTheStart() {
		assertInvalid("must be another service", "resilience.fallback.targets.a.service=a");
	}

	@Test
	void cycleStopsTheStart() {
		assertInvalid("a -> b -> a", "resilience.fallback.targets.a.service=b",
				"resilience.fallback.targets.b.service=a");
	}

	@Test
	void urlStopsTheStart() {
		assertInvalid("without scheme", "resilience.fallback.targets.a.service=http://b");
	}

	@Test
	void negativeTimeStopsTheStart() {
		assertInvalid("longer than zero", "resilience.fallback.targets.a.last-good-answer.max-stale=-1s");
	}

	private static void assertInvalid(String reason, String... properties) {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> FallbackFixture.run(Application.class, properties).close())
			.satisfies((ex) -> assertThat(org.springframework.core.NestedExceptionUtils.getMostSpecificCause(ex))
				.asInstanceOf(type(InvalidConfigurationPropertyValueException.class))
				.extracting(InvalidConfigurationPropertyValueException::getReason)
				.asString()
				.contains(reason));
	}

	private String get() {
		return String.valueOf(this.client.get().uri(this.server.url("/a")).retrieve().body(String.class));
	}

	private io.github.resilience4j.circuitbreaker.CircuitBreaker breaker(String name) {
		return this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker(name);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		CacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		Events events() {
			return new Events();
		}

	}

	static class Events implements GuardListener {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@Override
		public void onCall(String target, CallResult result, Duration duration) {
			this.calls.add(target + " " + result);
		}

	}

}
