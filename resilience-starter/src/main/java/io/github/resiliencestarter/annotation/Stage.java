package io.github.resiliencestarter.annotation;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import io.github.resiliencestarter.engines.EngineRegistry;
import io.github.resiliencestarter.engines.Engines;

import org.springframework.core.Ordered;

/**
 * Kind of protection that one of Resilience4j's annotations puts around a method, from
 * the outermost to the innermost.
 */
public enum Stage {

	/**
	 * {@link Retry @Retry}.
	 */
	RETRY(Retry.class, "resilience4j.retry.retry-aspect-order", 5),

	/**
	 * {@link CircuitBreaker @CircuitBreaker}.
	 */
	CIRCUIT_BREAKER(CircuitBreaker.class, "resilience4j.circuitbreaker.circuit-breaker-aspect-order", 4),

	/**
	 * {@link RateLimiter @RateLimiter}.
	 */
	RATE_LIMITER(RateLimiter.class, "resilience4j.ratelimiter.rate-limiter-aspect-order", 3),

	/**
	 * {@link TimeLimiter @TimeLimiter}.
	 */
	TIME_LIMITER(TimeLimiter.class, "resilience4j.timelimiter.time-limiter-aspect-order", 2),

	/**
	 * {@link Bulkhead @Bulkhead} with a semaphore.
	 */
	BULKHEAD(Bulkhead.class, "resilience4j.bulkhead.bulkhead-aspect-order", 1),

	/**
	 * {@link Bulkhead @Bulkhead} with its own thread pool.
	 */
	THREAD_POOL_BULKHEAD(Bulkhead.class, "resilience4j.bulkhead.bulkhead-aspect-order", 1);

	static final List<Class<? extends Annotation>> ANNOTATIONS = Stream.of(values())
		.<Class<? extends Annotation>>map(Stage::annotation)
		.distinct()
		.toList();

	private final Class<? extends Annotation> annotation;

	private final String orderKey;

	private final int fromLast;

	Stage(Class<? extends Annotation> annotation, String orderKey, int fromLast) {
		this.annotation = annotation;
		this.orderKey = orderKey;
		this.fromLast = fromLast;
	}

	/**
	 * Return the annotation for this stage.
	 * @return the type of the annotation
	 */
	public Class<? extends Annotation> annotation() {
		return this.annotation;
	}

	/**
	 * Return the engines of this stage.
	 */
	EngineRegistry<?, ?> registry(Engines engines) {
		return switch (this) {
			case RETRY -> engines.retries();
			case CIRCUIT_BREAKER -> engines.circuitBreakers();
			case RATE_LIMITER -> engines.rateLimiters();
			case TIME_LIMITER -> engines.timeLimiters();
			case BULKHEAD -> engines.bulkheads();
			case THREAD_POOL_BULKHEAD -> engines.threadPoolBulkheads();
		};
	}

	/**
	 * Return the key of the property that sets the order of Resilience4j's aspect.
	 */
	String orderKey() {
		return this.orderKey;
	}

	/**
	 * Return the default order of Resilience4j's aspect.
	 */
	int order() {
		return Ordered.LOWEST_PRECEDENCE - this.fromLast;
	}

}
