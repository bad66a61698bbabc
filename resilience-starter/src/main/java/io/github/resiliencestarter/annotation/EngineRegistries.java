package io.github.resiliencestarter.annotation;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.Registry;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;

/**
 * Resilience4j's registries, from which the instances of annotations are obtained. A
 * missing instance is created with the configuration that the annotation names, else with
 * the configuration of the same name as the instance, else with the default.
 *
 * @param retries the retries
 * @param breakers the circuit breakers
 * @param rateLimiters the rate limiters
 * @param timeLimiters the time limiters
 * @param bulkheads the semaphore bulkheads
 * @param threadPools the thread-pool bulkheads
 * @param missing the stages without a registry, which have no effect
 */
record EngineRegistries(RetryRegistry retries, CircuitBreakerRegistry breakers, RateLimiterRegistry rateLimiters,
		TimeLimiterRegistry timeLimiters, BulkheadRegistry bulkheads, ThreadPoolBulkheadRegistry threadPools,
		Set<Stage> missing) {

	private static final Log logger = LogFactory.getLog(EngineRegistries.class);

	/**
	 * Look up the registries. A registry can be missing because the user has excluded one
	 * of Resilience4j's auto-configurations.
	 * @param beanFactory the bean factory
	 * @return the registries
	 */
	static EngineRegistries of(BeanFactory beanFactory) {
		Set<Stage> missing = EnumSet.noneOf(Stage.class);
		return new EngineRegistries(
				find(beanFactory, RetryRegistry.class, orMissing(Stage.RETRY, missing, RetryRegistry::ofDefaults)),
				find(beanFactory, CircuitBreakerRegistry.class,
						orMissing(Stage.CIRCUIT_BREAKER, missing, CircuitBreakerRegistry::ofDefaults)),
				find(beanFactory, RateLimiterRegistry.class,
						orMissing(Stage.RATE_LIMITER, missing, RateLimiterRegistry::ofDefaults)),
				find(beanFactory, TimeLimiterRegistry.class,
						orMissing(Stage.TIME_LIMITER, missing, TimeLimiterRegistry::ofDefaults)),
				find(beanFactory, BulkheadRegistry.class,
						orMissing(Stage.BULKHEAD, missing, BulkheadRegistry::ofDefaults)),
				find(beanFactory, ThreadPoolBulkheadRegistry.class,
						orMissing(Stage.THREAD_POOL_BULKHEAD, missing, ThreadPoolBulkheadRegistry::ofDefaults)),
				missing);
	}

	private static <R> R find(BeanFactory beanFactory, Class<R> type, Supplier<R> otherwise) {
		return beanFactory.getBeanProvider(type).getIfAvailable(otherwise);
	}

	private static <R> Supplier<R> orMissing(Stage stage, Set<Stage> missing, Supplier<R> unused) {
		return () -> {
			missing.add(stage);
			return unused.get();
		};
	}

	/**
	 * Create the instance unless it exists.
	 */
	void register(StageSpec spec, String name) {
		if (this.missing.contains(spec.stage())) {
			logger.warn("@" + spec.stage().annotation().getSimpleName() + "(name = \"" + name
					+ "\") has no effect because there is no registry for it. Check whether Resilience4j's "
					+ "auto-configuration is excluded");
			return;
		}
		switch (spec.stage()) {
			case RETRY -> retry(spec, name);
			case CIRCUIT_BREAKER -> breaker(spec, name);
			case RATE_LIMITER -> rateLimiter(spec, name);
			case TIME_LIMITER -> timeLimiter(spec, name);
			case BULKHEAD -> bulkhead(spec, name);
			case THREAD_POOL_BULKHEAD -> threadPool(spec, name);
		}
	}

	Retry retry(StageSpec spec, String name) {
		return this.retries.retry(name, configuration(this.retries, spec, name));
	}

	CircuitBreaker breaker(StageSpec spec, String name) {
		return this.breakers.circuitBreaker(name, configuration(this.breakers, spec, name));
	}

	RateLimiter rateLimiter(StageSpec spec, String name) {
		return this.rateLimiters.rateLimiter(name, configuration(this.rateLimiters, spec, name));
	}

	TimeLimiter timeLimiter(StageSpec spec, String name) {
		return this.timeLimiters.timeLimiter(name, configuration(this.timeLimiters, spec, name));
	}

	Bulkhead bulkhead(StageSpec spec, String name) {
		return this.bulkheads.bulkhead(name, configuration(this.bulkheads, spec, name));
	}

	ThreadPoolBulkhead threadPool(StageSpec spec, String name) {
		return this.threadPools.bulkhead(name, configuration(this.threadPools, spec, name));
	}

	private static <C> C configuration(Registry<?, C> registry, StageSpec spec, String name) {
		return registry.getConfiguration(spec.configuration().isEmpty() ? name : spec.configuration())
			.orElseGet(registry::getDefaultConfig);
	}

}
