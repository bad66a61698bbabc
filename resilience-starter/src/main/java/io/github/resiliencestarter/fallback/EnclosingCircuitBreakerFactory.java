package io.github.resiliencestarter.fallback;

import java.util.function.Function;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resiliencestarter.guard.Enclosing;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JCircuitBreakerFactory;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JConfigurationProperties;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4jBulkheadProvider;
import org.springframework.cloud.client.circuitbreaker.CircuitBreaker;

/**
 * Spring Cloud's factory, extended so that the guard of a client within knows the circuit
 * breaker around it: each call counts once in the breaker of one name.
 */
class EnclosingCircuitBreakerFactory extends Resilience4JCircuitBreakerFactory {

	EnclosingCircuitBreakerFactory(CircuitBreakerRegistry circuitBreakers, TimeLimiterRegistry timeLimiters,
			@Nullable Resilience4jBulkheadProvider bulkheads, Resilience4JConfigurationProperties properties) {
		super(circuitBreakers, timeLimiters, bulkheads, properties);
	}

	@Override
	public CircuitBreaker create(String id) {
		return new EnclosingBreaker(id, super.create(id));
	}

	@Override
	public CircuitBreaker create(String id, String groupName) {
		return new EnclosingBreaker(id, super.create(id, groupName));
	}

	private record EnclosingBreaker(String id, CircuitBreaker delegate) implements CircuitBreaker {

		@Override
		public <T> T run(Supplier<T> toRun, Function<Throwable, T> fallback) {
			// Inside of the delegate, on the thread that runs the call; the fallback is
			// outside of the breaker
			return this.delegate
				.run(() -> new Enclosing(Enclosing.Kind.BREAKER, this.id, Enclosing.current()).supply(toRun), fallback);
		}

	}

}
