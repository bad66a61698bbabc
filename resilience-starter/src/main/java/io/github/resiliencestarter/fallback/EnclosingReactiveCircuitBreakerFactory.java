package io.github.resiliencestarter.fallback;

import java.util.function.Function;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resiliencestarter.guard.Enclosing;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4jBulkheadProvider;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JConfigurationProperties;
import org.springframework.cloud.client.circuitbreaker.ReactiveCircuitBreaker;

/**
 * {@link EnclosingCircuitBreakerFactory} for reactive calls.
 */
class EnclosingReactiveCircuitBreakerFactory extends ReactiveResilience4JCircuitBreakerFactory {

	EnclosingReactiveCircuitBreakerFactory(CircuitBreakerRegistry circuitBreakers, TimeLimiterRegistry timeLimiters,
			@Nullable ReactiveResilience4jBulkheadProvider bulkheads, Resilience4JConfigurationProperties properties) {
		super(circuitBreakers, timeLimiters, bulkheads, properties);
	}

	@Override
	public ReactiveCircuitBreaker create(String id) {
		return new EnclosingBreaker(id, super.create(id));
	}

	@Override
	public ReactiveCircuitBreaker create(String id, String groupName) {
		return new EnclosingBreaker(id, super.create(id, groupName));
	}

	// The context is written inside of the delegate; the fallback is outside of the
	// breaker
	private record EnclosingBreaker(String id, ReactiveCircuitBreaker delegate) implements ReactiveCircuitBreaker {

		@Override
		public <T> Mono<T> run(Mono<T> toRun, Function<Throwable, Mono<T>> fallback) {
			return this.delegate.run(toRun.contextWrite(this::enclose), fallback);
		}

		@Override
		public <T> Flux<T> run(Flux<T> toRun, Function<Throwable, Flux<T>> fallback) {
			return this.delegate.run(toRun.contextWrite(this::enclose), fallback);
		}

		private Context enclose(Context context) {
			return new Enclosing(Enclosing.Kind.BREAKER, this.id, Enclosing.current(context)).put(context);
		}

	}

}
