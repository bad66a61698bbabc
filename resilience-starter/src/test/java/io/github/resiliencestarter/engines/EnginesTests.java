package io.github.resiliencestarter.engines;

import java.time.Duration;
import java.util.Map;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Engines}.
 */
class EnginesTests {

	private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry
		.of(Map.of("default", windowOf(10), "inventory", windowOf(20), "strict", windowOf(30)));

	private final RetryRegistry retries = RetryRegistry.of(Map.of("default",
			RetryConfig.custom().maxAttempts(2).build(), "inventory", RetryConfig.custom().maxAttempts(4).build()));

	private final BulkheadRegistry bulkheads = BulkheadRegistry
		.of(BulkheadConfig.custom().maxConcurrentCalls(7).build());

	private final Engines engines = TestEngines.of(this.breakers, this.retries, this.bulkheads);

	@Test
	void newEngineHasTheConfigurationThatIsAskedForOrThatOfItsNameOrTheDefault() {
		assertThat(window(this.engines.circuitBreakers().get("orders"))).isEqualTo(10);
		assertThat(window(this.engines.circuitBreakers().get("prices", "strict"))).isEqualTo(30);
		assertThat(window(this.engines.circuitBreakers().get("stock", "unknown"))).isEqualTo(10);
		assertThat(window(this.engines.circuitBreakers().get("inventory", ""))).isEqualTo(20);
	}

	@Test
	void enginesOfATargetAreCreatedLikeThoseOfAnAnnotation() {
		TargetEngines target = this.engines.ofTarget("inventory");
		assertThat(window(target.breaker())).isEqualTo(20);
		assertThat(target.retry().getRetryConfig().getMaxAttempts()).isEqualTo(4);
		assertThat(target.bulkhead().getBulkheadConfig().getMaxConcurrentCalls()).isEqualTo(7);
		assertThat(this.engines.circuitBreakers().get("inventory", "strict")).isSameAs(target.breaker());
	}

	@Test
	void existingEngineKeepsItsConfiguration() {
		CircuitBreaker existing = this.breakers.circuitBreaker("inventory", windowOf(40));
		assertThat(this.engines.ofTarget("inventory").breaker()).isSameAs(existing);
		assertThat(this.engines.circuitBreakers().find("inventory")).contains(existing);
		assertThat(this.engines.circuitBreakers().find("orders")).isEmpty();
	}

	@Test
	void revisionDiffersAfterEachChange() {
		int revision = this.engines.revision();
		this.retries.retry("orders");
		assertThat(this.engines.revision()).isNotEqualTo(revision);
		revision = this.engines.revision();
		this.retries.retry("orders");
		assertThat(this.engines.revision()).isEqualTo(revision);
		this.retries.replace("orders", Retry.ofDefaults("orders"));
		assertThat(this.engines.revision()).isNotEqualTo(revision);
		revision = this.engines.revision();
		this.retries.remove("orders");
		assertThat(this.engines.revision()).isNotEqualTo(revision);
	}

	@Test
	void lookupOfATargetSeesWhatChangesDuringIt() {
		this.retries.getEventPublisher().onEntryAdded((event) -> this.bulkheads.remove("inventory"));
		this.bulkheads.bulkhead("inventory");
		TargetEngines target = this.engines.ofTarget("inventory");
		assertThat(target.revision()).isNotEqualTo(this.engines.revision());
	}

	@Test
	void connectsToARegistryOnce() {
		this.engines.connect();
		this.engines.connect();
		int revision = this.engines.revision();
		this.breakers.circuitBreaker("orders");
		assertThat(this.engines.revision()).isEqualTo(revision + 1);
	}

	@Test
	void enginesWithoutARegistryLetEveryCallThrough() {
		Engines none = TestEngines.of();
		assertThat(none.circuitBreakers().isMissing()).isTrue();
		assertThat(this.engines.circuitBreakers().isMissing()).isFalse();
		TargetEngines target = none.ofTarget("inventory");
		assertThat(target.breaker().getState()).isEqualTo(CircuitBreaker.State.DISABLED);
		assertThat(target.retry().getRetryConfig().getMaxAttempts()).isOne();
		assertThat(target.bulkhead().getMetrics().getAvailableConcurrentCalls()).isEqualTo(Integer.MAX_VALUE);
		RateLimiter limiter = none.rateLimiters().get("inventory");
		for (int i = 0; i < 100; i++) {
			assertThat(limiter.acquirePermission()).isTrue();
		}
		assertThat(none.timeLimiters().get("inventory").getTimeLimiterConfig().getTimeoutDuration())
			.isGreaterThan(Duration.ofDays(1));
	}

	@Test
	void knowsTheWaitOfABreakerThatIsOlder() {
		CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
		CircuitBreaker older = registry.circuitBreaker("inventory");
		Engines engines = TestEngines.of(registry);
		older.transitionToOpenState();
		older.transitionToHalfOpenState();
		older.transitionToOpenState();
		assertThat(engines.ofTarget("inventory").openWait().number()).isEqualTo(2);
	}

	private static int window(CircuitBreaker breaker) {
		return breaker.getCircuitBreakerConfig().getSlidingWindowSize();
	}

	private static CircuitBreakerConfig windowOf(int calls) {
		return CircuitBreakerConfig.custom().slidingWindowSize(calls).build();
	}

}
