package io.github.resiliencestarter.engines;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadConfig;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.Registry;
import io.github.resilience4j.core.Registry.EventPublisher;
import io.github.resilience4j.core.registry.RegistryEventConsumer;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;

/**
 * Kind of engine: the operations that Resilience4j's registries have in common under
 * different names.
 *
 * @param registryType the type of registry
 * @param engineType the type of engine
 * @param all returns all engines in a registry
 * @param lookup returns an engine, creating it if it does not exist
 * @param name reads the name of an engine
 * @param configuration reads the configuration of an engine
 * @param substitute creates a registry in place of one whose auto-configuration the user
 * has excluded; its engines let every call through
 * @param <R> registry
 * @param <E> engine
 * @param <C> configuration
 */
record EngineKind<R extends Registry<E, C>, E, C>(Class<R> registryType, Class<E> engineType,
		Function<R, Collection<E>> all, Lookup<R, E, C> lookup, Function<E, String> name, Function<E, C> configuration,
		Supplier<R> substitute) {

	static final EngineKind<CircuitBreakerRegistry, CircuitBreaker, CircuitBreakerConfig> CIRCUIT_BREAKER = new EngineKind<>(
			CircuitBreakerRegistry.class, CircuitBreaker.class, CircuitBreakerRegistry::getAllCircuitBreakers,
			CircuitBreakerRegistry::circuitBreaker, CircuitBreaker::getName, CircuitBreaker::getCircuitBreakerConfig,
			() -> CircuitBreakerRegistry
				.of(CircuitBreakerConfig.custom().initialState(CircuitBreaker.State.DISABLED).build()));

	static final EngineKind<RetryRegistry, Retry, RetryConfig> RETRY = new EngineKind<>(RetryRegistry.class,
			Retry.class, RetryRegistry::getAllRetries, RetryRegistry::retry, Retry::getName, Retry::getRetryConfig,
			() -> RetryRegistry.of(RetryConfig.custom().maxAttempts(1).build()));

	static final EngineKind<BulkheadRegistry, Bulkhead, BulkheadConfig> BULKHEAD = new EngineKind<>(
			BulkheadRegistry.class, Bulkhead.class, BulkheadRegistry::getAllBulkheads, BulkheadRegistry::bulkhead,
			Bulkhead::getName, Bulkhead::getBulkheadConfig,
			() -> BulkheadRegistry.of(BulkheadConfig.custom().maxConcurrentCalls(Integer.MAX_VALUE).build()));

	static final EngineKind<ThreadPoolBulkheadRegistry, ThreadPoolBulkhead, ThreadPoolBulkheadConfig> THREAD_POOL_BULKHEAD = new EngineKind<>(
			ThreadPoolBulkheadRegistry.class, ThreadPoolBulkhead.class, ThreadPoolBulkheadRegistry::getAllBulkheads,
			ThreadPoolBulkheadRegistry::bulkhead, ThreadPoolBulkhead::getName, ThreadPoolBulkhead::getBulkheadConfig,
			ThreadPoolBulkheadRegistry::ofDefaults);

	static final EngineKind<RateLimiterRegistry, RateLimiter, RateLimiterConfig> RATE_LIMITER = new EngineKind<>(
			RateLimiterRegistry.class, RateLimiter.class, RateLimiterRegistry::getAllRateLimiters,
			RateLimiterRegistry::rateLimiter, RateLimiter::getName, RateLimiter::getRateLimiterConfig,
			() -> RateLimiterRegistry.of(RateLimiterConfig.custom().limitForPeriod(Integer.MAX_VALUE).build()));

	static final EngineKind<TimeLimiterRegistry, TimeLimiter, TimeLimiterConfig> TIME_LIMITER = new EngineKind<>(
			TimeLimiterRegistry.class, TimeLimiter.class, TimeLimiterRegistry::getAllTimeLimiters,
			TimeLimiterRegistry::timeLimiter, TimeLimiter::getName, TimeLimiter::getTimeLimiterConfig,
			() -> TimeLimiterRegistry.of(TimeLimiterConfig.custom().timeoutDuration(Duration.ofDays(365)).build()));

	static final List<EngineKind<?, ?, ?>> ALL = List.of(CIRCUIT_BREAKER, RETRY, BULKHEAD, THREAD_POOL_BULKHEAD,
			RATE_LIMITER, TIME_LIMITER);

	static <E> void connect(EventPublisher<E> registry, RegistryEventConsumer<E> consumer) {
		registry.onEntryAdded(consumer::onEntryAddedEvent)
			.onEntryReplaced(consumer::onEntryReplacedEvent)
			.onEntryRemoved(consumer::onEntryRemovedEvent);
	}

	/**
	 * Lookup of an engine.
	 *
	 * @param <R> registry
	 * @param <E> engine
	 * @param <C> configuration
	 */
	@FunctionalInterface
	interface Lookup<R, E, C> {

		E get(R registry, String name, C configuration);

	}

}
