package io.github.resiliencestarter.fallback;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.annotation.LastGoodAnswer;
import io.micrometer.core.instrument.MeterRegistry;
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

import org.springframework.cache.CacheManager;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.client.HttpClientErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Last good answers of methods.
 */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
class LastGoodMethodTests {

	private ConfigurableApplicationContext context;

	private Prices prices;

	@BeforeAll
	void start() {
		this.context = FallbackFixture.run(Application.class, "stale=10m",
				"resilience4j.retry.instances.pricing-retry.max-attempts=3",
				"resilience4j.retry.instances.pricing-retry.wait-duration=1ms");
		this.prices = this.context.getBean(Prices.class);
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@BeforeEach
	void reset() {
		this.prices.failure(null);
		this.prices.values().clear();
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("pricing").reset();
		cache().invalidateAll();
	}

	@AfterEach
	void clearUser() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void callerGetsTheLastGoodAnswerAfterAllRetries() {
		this.prices.values().put("a", "1");
		assertThat(this.prices.retried("a")).isEqualTo("1");
		awaitKept(1);
		this.prices.failure(new IllegalStateException("down"));
		int before = this.prices.calls();
		assertThat(this.prices.retried("a")).isEqualTo("1");
		assertThat(this.prices.calls() - before).isEqualTo(3);
		assertThatIllegalStateException().isThrownBy(() -> this.prices.retried("b"));
		assertThat(this.context.getBean(MeterRegistry.class)
			.get("resilience.fallback.stale.age")
			.tag("target", "pricing-retry")
			.summary()
			.count()).isEqualTo(1);
	}

	@Test
	void callerGetsTheLastGoodAnswerWhenTheCircuitBreakerIsOpen() {
		this.prices.values().put("a", "1");
		this.prices.price("a");
		awaitKept(1);
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("pricing").transitionToOpenState();
		this.prices.values().put("a", "2");
		assertThat(this.prices.price("a")).isEqualTo("1");
	}

	@Test
	void fallbackRunsIfThereIsNoAnswerAndItsResultIsNotKept() {
		this.prices.failure(new IllegalStateException("down"));
		assertThat(this.prices.price("a")).isEqualTo("list price");
		assertThat(this.prices.price("a")).isEqualTo("list price");
		this.prices.failure(null);
		this.prices.values().put("a", "1");
		assertThat(this.prices.price("a")).isEqualTo("1");
		awaitKept(1);
		this.prices.failure(new IllegalStateException("down"));
		assertThat(this.prices.price("a")).isEqualTo("1");
	}

	@Test
	void methodNeedsNoOtherAnnotation() {
		this.prices.values().put("a", "1");
		this.prices.alone(1, "a");
		awaitKept(1);
		this.prices.failure(new IllegalStateException("down"));
		assertThat(this.prices.alone(1, "a")).isEqualTo("1");
		assertThatIllegalStateException().isThrownBy(() -> this.prices.alone(2, "a"));
	}

	@Test
	void keyDecidesWhichAnswerIsUsed() {
		this.prices.values().put("a", "1");
		this.prices.byKey(new Query("a", 1));
		awaitKept(1);
		this.prices.failure(new IllegalStateException("down"));
		assertThat(this.prices.byKey(new Query("a", 2))).isEqualTo("1");
		assertThatIllegalStateException().isThrownBy(() -> this.prices.byKey(new Query("b", 1)));
	}

	@Test
	void optionalIsKept() {
		this.prices.values().put("a", "1");
		this.prices.optional("a");
		awaitKept(1);
		this.prices.failure(new IllegalStateException("down"));
		assertThat(this.prices.optional("a")).contains("1");
	}

	@Test
	void nothingMakesTheFormerAnswerInvalid() {
		this.prices.values().put("a", "1");
		this.prices.optional("a");
		awaitKept(1);
		this.prices.values().clear();
		assertThat(this.prices.optional("a")).isEmpty();
		awaitKept(0);
		this.prices.failure(new IllegalStateException("down"));
		assertThatIllegalStateException().isThrownBy(() -> this.prices.optional("a"));
	}

	@Test
	void callerGetsTheFailureThatBlamesTheCaller() {
		this.prices.values().put("a", "1");
		this.prices.alone(1, "a");
		awaitKept(1);
		this.prices
			.failure(HttpClientErrorException.create(HttpStatus.NOT_FOUND, "", HttpHeaders.EMPTY, new byte[0], null));
		assertThatExceptionOfType(HttpClientErrorException.class).isThrownBy(() -> this.prices.alone(1, "a"));
	}

	@Test
	void answerToAnAuthenticatedUserIsNeitherKeptNorUsedWithoutAKey() {
		this.prices.values().put("a", "1");
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("anna", "secret"));
		this.prices.alone(1, "a");
		SecurityContextHolder.clearContext();
		this.prices.alone(2, "a");
		awaitKept(1);
		this.prices.failure(new IllegalStateException("down"));
		assertThatIllegalStateException().isThrownBy(() -> this.prices.alone(1, "a"));
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("anna", "secret"));
		assertThatIllegalStateException().isThrownBy(() -> this.prices.alone(2, "a"));
		SecurityContextHolder.getContext()
			.setAuthentication(new AnonymousAuthenticationToken("key", "anonymous",
					AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")));
		assertThat(this.prices.alone(2, "a")).isEqualTo("1");
	}

	@Test
	void answerToAnAuthenticatedUserIsKeptUnderAKey() {
		this.prices.values().put("a", "1");
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("anna", "secret"));
		this.prices.byKey(new Query("a", 1));
		awaitKept(1);
		this.prices.failure(new IllegalStateException("down"));
		assertThat(this.prices.byKey(new Query("a", 1))).isEqualTo("1");
	}

	@Test
	void answerThatIsTooOldIsNotUsed() {
		this.prices.values().put("a", "1");
		this.prices.brief("a");
		awaitKept(1);
		this.prices.failure(new IllegalStateException("down"));
		Awaitility.await()
			.untilAsserted(() -> assertThatIllegalStateException().isThrownBy(() -> this.prices.brief("a")));
	}

	private void awaitKept(int count) {
		Awaitility.await().untilAsserted(() -> assertThat(cache().asMap()).hasSize(count));
	}

	private Cache<?, ?> cache() {
		CaffeineCache cache = (CaffeineCache) this.context.getBean(CacheManager.class)
			.getCache("resilience-last-good-answers");
		return Objects.requireNonNull(cache).getNativeCache();
	}

	record Query(String sku, int request) {

	}

	static class Prices {

		private final Map<String, String> values = new ConcurrentHashMap<>();

		private @Nullable RuntimeException failure;

		private int calls;

		int calls() {
			return this.calls;
		}

		Map<String, String> values() {
			return this.values;
		}

		void failure(@Nullable RuntimeException failure) {
			this.failure = failure;
		}

		@LastGoodAnswer(maxStale = "${stale}")
		@CircuitBreaker(name = "pricing", fallbackMethod = "listPrice")
		public String price(String sku) {
			return find(sku).orElseThrow();
		}

		String listPrice(String sku, Exception failure) {
			return "list price";
		}

		@LastGoodAnswer(maxStale = "10m")
		@Retry(name = "pricing-retry")
		public String retried(String sku) {
			return find(sku).orElseThrow();
		}

		@LastGoodAnswer(maxStale = "10m")
		public String alone(int count, String sku) {
			return find(sku).orElseThrow();
		}

		@LastGoodAnswer(maxStale = "10m", key = "#query.sku")
		@Bulkhead(name = "pricing")
		public String byKey(Query query) {
			return find(query.sku()).orElseThrow();
		}

		@LastGoodAnswer(maxStale = "10m")
		public Optional<String> optional(String sku) {
			return find(sku);
		}

		@LastGoodAnswer(maxStale = "1ms")
		public String brief(String sku) {
			return find(sku).orElseThrow();
		}

		private Optional<String> find(String sku) {
			this.calls++;
			if (this.failure != null) {
				throw this.failure;
			}
			return Optional.ofNullable(this.values.get(sku));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		CacheManager cacheManager() {
			return new CaffeineCacheManager();
		}

		@Bean
		Prices prices() {
			return new Prices();
		}

	}

}
