package io.github.resiliencestarter.engines;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.registry.CompositeRegistryEventConsumer;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Resilience4j's engines: the only way to its registries. Whoever keeps an engine
 * compares the {@link #revision() revision} before each call, and looks the engine up
 * again if it has changed. Safe for use by many threads.
 */
public final class Engines {

	private final RegistryRevision revision = new RegistryRevision();

	private final OpenWaits openWaits = new OpenWaits();

	private final Resilience4jRegistry<?, CircuitBreaker, CircuitBreakerConfig> circuitBreakers;

	private final Resilience4jRegistry<?, Retry, RetryConfig> retries;

	private final Resilience4jRegistry<?, Bulkhead, BulkheadConfig> bulkheads;

	private final Resilience4jRegistry<?, ThreadPoolBulkhead, ThreadPoolBulkheadConfig> threadPoolBulkheads;

	private final Resilience4jRegistry<?, RateLimiter, RateLimiterConfig> rateLimiters;

	private final Resilience4jRegistry<?, TimeLimiter, TimeLimiterConfig> timeLimiters;

	/**
	 * Finds the registries among the beans.
	 * @param beanFactory the beans
	 * @param tasks closes replaced thread pools
	 */
	Engines(BeanFactory beanFactory, DeferredTasks tasks) {
		this.circuitBreakers = new Resilience4jRegistry<>(EngineKind.CIRCUIT_BREAKER, beanFactory,
				new CircuitBreakerSuccession(this.openWaits));
		this.retries = new Resilience4jRegistry<>(EngineKind.RETRY, beanFactory,
				(retry, changed) -> Retry.of(retry.getName(), changed, retry.getTags()));
		this.bulkheads = new Resilience4jRegistry<>(EngineKind.BULKHEAD, beanFactory, new BulkheadSuccession());
		this.threadPoolBulkheads = new Resilience4jRegistry<>(EngineKind.THREAD_POOL_BULKHEAD, beanFactory,
				new ThreadPoolBulkheadSuccession(tasks::retire));
		this.rateLimiters = new Resilience4jRegistry<>(EngineKind.RATE_LIMITER, beanFactory,
				new RateLimiterSuccession());
		this.timeLimiters = new Resilience4jRegistry<>(EngineKind.TIME_LIMITER, beanFactory,
				(limiter, changed) -> TimeLimiter.of(limiter.getName(), changed, limiter.getTags()));
		connect();
	}

	/**
	 * Connects to the registries, which Resilience4j may keep in Spring Cloud's refresh
	 * scope: after a refresh, they are new ones.
	 */
	void connect() {
		this.circuitBreakers
			.connect(new CompositeRegistryEventConsumer<>(List.of(this.revision.consumer(), this.openWaits)));
		this.circuitBreakers.all().forEach(this.openWaits::observe);
		Stream.of(this.retries, this.bulkheads, this.threadPoolBulkheads, this.rateLimiters, this.timeLimiters)
			.forEach((registry) -> registry.connect(this.revision.consumer()));
		this.revision.advance();
	}

	/**
	 * Returns the revision of all registries. Read it before a lookup, so that the next
	 * comparison sees changes made during the lookup.
	 * @return a number that differs after each change
	 */
	public int revision() {
		return this.revision.current();
	}

	/**
	 * Looks up the engines of calls to a target, creating those that do not exist.
	 * @param target the target
	 * @return its engines at this moment
	 */
	public TargetEngines ofTarget(String target) {
		int revision = revision();
		CircuitBreaker breaker = this.circuitBreakers.get(target);
		return new TargetEngines(revision, this.retries.get(target), breaker, this.openWaits.observe(breaker),
				this.bulkheads.get(target));
	}

	/**
	 * Returns the time until an open circuit breaker lets a probe through. Changes
	 * nothing, so that observers may call it.
	 * @param breaker the circuit breaker
	 * @return the time, zero if the next call is a probe; {@code null} if the circuit
	 * breaker is not open, or is forced open
	 */
	public @Nullable Duration untilProbe(CircuitBreaker breaker) {
		return (breaker.getState() == State.OPEN) ? this.openWaits.of(breaker).left() : null;
	}

	/**
	 * Returns the circuit breakers.
	 * @return the circuit breakers
	 */
	public EngineRegistry<CircuitBreaker, CircuitBreakerConfig> circuitBreakers() {
		return this.circuitBreakers;
	}

	/**
	 * Returns the retries.
	 * @return the retries
	 */
	public EngineRegistry<Retry, RetryConfig> retries() {
		return this.retries;
	}

	/**
	 * Returns the bulkheads that count calls.
	 * @return the bulkheads
	 */
	public EngineRegistry<Bulkhead, BulkheadConfig> bulkheads() {
		return this.bulkheads;
	}

	/**
	 * Returns the thread-pool bulkheads.
	 * @return the bulkheads
	 */
	public EngineRegistry<ThreadPoolBulkhead, ThreadPoolBulkheadConfig> threadPoolBulkheads() {
		return this.threadPoolBulkheads;
	}

	/**
	 * Returns the rate limiters.
	 * @return the rate limiters
	 */
	public EngineRegistry<RateLimiter, RateLimiterConfig> rateLimiters() {
		return this.rateLimiters;
	}

	/**
	 * Returns the time limiters.
	 * @return the time limiters
	 */
	public EngineRegistry<TimeLimiter, TimeLimiterConfig> timeLimiters() {
		return this.timeLimiters;
	}

}
