package io.github.resiliencestarter.fallback;

import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.annotation.LastGoodAnswer;
import io.micrometer.core.instrument.MeterRegistry;
import io.reactivex.rxjava3.core.Single;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.cache.CacheManager;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.client.HttpClientErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Last good answers of methods that return their result later.
 */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
class LastGoodAsyncMethodTests {

	private ConfigurableApplicationContext context;

	private Remote remote;

	private Prices prices;

	@BeforeAll
	void start() {
		this.context = FallbackFixture.run(Application.class,
				"resilience4j.retry.instances.pricing-retry.max-attempts=3",
				"resilience4j.retry.instances.pricing-retry.wait-duration=1ms");
		this.remote = this.context.getBean(Remote.class);
		this.prices = this.context.getBean(Prices.class);
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@BeforeEach
	void reset() {
		this.remote.reset();
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("pricing").reset();
		cache().invalidateAll();
	}

	@AfterEach
	void clearUser() {
		SecurityContextHolder.clearContext();
	}

	@ParameterizedTest
	@EnumSource
	void callerGetsTheLastGoodAnswerAfterAllRetries(Kind kind) {
		assertThat(kind.call(this.prices, "a")).isEqualTo("1");
		awaitKept(1);
		this.remote.failure = new IllegalStateException("down");
		int before = this.remote.calls.get();
		assertThat(kind.call(this.prices, "a")).isEqualTo("1");
		assertThat(this.remote.calls.get() - before).isEqualTo(3);
		assertThatException().isThrownBy(() -> kind.call(this.prices, "b")).withStackTraceContaining("down");
		assertThat(this.context.getBean(MeterRegistry.class)
			.get("resilience.fallback.stale.age")
			.tag("target", "pricing-retry")
			.summary()
			.count()).isPositive();
	}

	@ParameterizedTest
	@EnumSource
	void callerGetsTheLastGoodAnswerWhenTheMethodThrows(Kind kind) {
		kind.call(this.prices, "a");
		awaitKept(1);
		this.remote.failure = new IllegalStateException("down");
		this.remote.throwing = true;
		assertThat(kind.call(this.prices, "a")).isEqualTo("1");
	}

	@ParameterizedTest
	@EnumSource
	void callerGetsTheFailureThatBlamesTheCaller(Kind kind) {
		kind.call(this.prices, "a");
		awaitKept(1);
		this.remote.failure = HttpClientErrorException.create(HttpStatus.NOT_FOUND, "", HttpHeaders.EMPTY, new byte[0],
				null);
		assertThatException().isThrownBy(() -> kind.call(this.prices, "a")).withStackTraceContaining("404");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SINGLE")
	void nothingMakesTheFormerAnswerInvalid(Kind kind) {
		kind.call(this.prices, "a");
		awaitKept(1);
		this.remote.value = null;
		assertThatException().isThrownBy(() -> kind.call(this.prices, "a")).isInstanceOf(NoSuchElementException.class);
		awaitKept(0);
	}

	@Test
	void callerGetsTheLastGoodAnswerBeforeAFallback() {
		this.remote.failure = new IllegalStateException("down");
		assertThat(this.prices.withFallback("a").toCompletableFuture().join()).isEqualTo("list price");
		this.remote.failure = null;
		assertThat(this.prices.withFallback("a").toCompletableFuture().join()).isEqualTo("1");
		awaitKept(1);
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("pricing").transitionToOpenState();
		assertThat(this.prices.withFallback("a").toCompletableFuture().join()).isEqualTo("1");
	}

	@Test
	void answerToAnAuthenticatedUserIsNotKeptWithoutAKey() {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("anna", "secret"));
		this.prices.future("a").join();
		this.remote.failure = new IllegalStateException("down");
		assertThatException().isThrownBy(() -> this.prices.future("a").join());
		SecurityContextHolder.clearContext();
		assertThatException().isThrownBy(() -> this.prices.future("a").join());
		assertThat(cache().asMap()).isEmpty();
	}

	private void awaitKept(int count) {
		Awaitility.await().untilAsserted(() -> assertThat(cache().asMap()).hasSize(count));
	}

	private Cache<?, ?> cache() {
		CaffeineCache cache = (CaffeineCache) this.context.getBean(CacheManager.class)
			.getCache("resilience-last-good-answers");
		return Objects.requireNonNull(cache).getNativeCache();
	}

	enum Kind {

		FUTURE {
			@Override
			String call(Prices prices, String sku) {
				return Optional.ofNullable(prices.future(sku).join()).orElseThrow();
			}
		},

		MONO {
			@Override
			String call(Prices prices, String sku) {
				return prices.mono(sku).blockOptional().orElseThrow();
			}
		},

		SINGLE {
			@Override
			String call(Prices prices, String sku) {
				return prices.single(sku).blockingGet();
			}
		};

		abstract String call(Prices prices, String sku);

	}

	/**
	 * What the methods call.
	 */
	static class Remote {

		final AtomicInteger calls = new AtomicInteger();

		volatile @Nullable RuntimeException failure;

		volatile @Nullable String value;

		volatile boolean throwing;

		void reset() {
			this.failure = null;
			this.value = "1";
			this.throwing = false;
		}

		Mono<String> get() {
			RuntimeException failure = this.failure;
			if (this.throwing && failure != null) {
				throw failure;
			}
			return Mono.defer(() -> {
				this.calls.incrementAndGet();
				return (this.failure != null) ? Mono.error(this.failure) : Mono.justOrEmpty(this.value);
			});
		}

	}

	static class Prices {

		private final Remote remote;

		Prices(Remote remote) {
			this.remote = remote;
		}

		@LastGoodAnswer(maxStale = "10m")
		@Retry(name = "pricing-retry")
		public CompletableFuture<@Nullable String> future(String sku) {
			return this.remote.get().toFuture();
		}

		@LastGoodAnswer(maxStale = "10m", key = "#sku")
		@Retry(name = "pricing-retry")
		public Mono<String> mono(String sku) {
			return this.remote.get();
		}

		@LastGoodAnswer(maxStale = "10m", key = "#sku")
		@Retry(name = "pricing-retry")
		public Single<String> single(String sku) {
			return Single.fromPublisher(this.remote.get());
		}

		@LastGoodAnswer(maxStale = "10m")
		@CircuitBreaker(name = "pricing", fallbackMethod = "listPrice")
		public CompletionStage<String> withFallback(String sku) {
			return this.remote.get().toFuture();
		}

		CompletionStage<String> listPrice(String sku, Exception failure) {
			return CompletableFuture.completedFuture("list price");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		CacheManager cacheManager() {
			return new CaffeineCacheManager();
		}

		@Bean
		Remote remote() {
			return new Remote();
		}

		@Bean
		Prices prices(Remote remote) {
			return new Prices(remote);
		}

	}

}
