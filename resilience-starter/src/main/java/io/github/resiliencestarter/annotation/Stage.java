package io.github.resiliencestarter.annotation;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;

/**
 * Kind of protection that one of Resilience4j's annotations puts around a method, from
 * the outermost to the innermost.
 */
public enum Stage {

	/**
	 * {@link Retry @Retry}.
	 */
	RETRY(Retry.class),

	/**
	 * {@link CircuitBreaker @CircuitBreaker}.
	 */
	CIRCUIT_BREAKER(CircuitBreaker.class),

	/**
	 * {@link RateLimiter @RateLimiter}.
	 */
	RATE_LIMITER(RateLimiter.class),

	/**
	 * {@link TimeLimiter @TimeLimiter}.
	 */
	TIME_LIMITER(TimeLimiter.class),

	/**
	 * {@link Bulkhead @Bulkhead} that counts calls.
	 */
	BULKHEAD(Bulkhead.class),

	/**
	 * {@link Bulkhead @Bulkhead} with threads of its own.
	 */
	THREAD_POOL_BULKHEAD(Bulkhead.class);

	static final List<Class<? extends Annotation>> ANNOTATIONS = Stream.of(values())
		.<Class<? extends Annotation>>map(Stage::annotation)
		.distinct()
		.toList();

	private final Class<? extends Annotation> annotation;

	Stage(Class<? extends Annotation> annotation) {
		this.annotation = annotation;
	}

	/**
	 * Return the annotation that asks for this stage.
	 * @return the type of the annotation
	 */
	public Class<? extends Annotation> annotation() {
		return this.annotation;
	}

}
