package io.github.resiliencestarter.fallback;

import java.util.function.Function;
import java.util.function.Supplier;

import org.springframework.cloud.client.circuitbreaker.CircuitBreaker;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.ConfigBuilder;
import org.springframework.cloud.client.circuitbreaker.NoFallbackAvailableException;

/**
 * {@link CircuitBreakerFactory} whose circuit breakers never open: they only run the
 * fallback of a failed call, for calls that have their circuit breaker elsewhere. Without
 * a fallback, the caller gets the original exception.
 */
final class FallbackOnlyCircuitBreakerFactory extends CircuitBreakerFactory<Object, ConfigBuilder<Object>> {

	@Override
	public CircuitBreaker create(String id) {
		return new FallbackOnly();
	}

	@Override
	protected ConfigBuilder<Object> configBuilder(String id) {
		return Object::new;
	}

	@Override
	public void configureDefault(Function<String, Object> defaultConfiguration) {
		// There is nothing to configure
	}

	private static final class FallbackOnly implements CircuitBreaker {

		@Override
		public <T> T run(Supplier<T> toRun, Function<Throwable, T> fallback) {
			try {
				return toRun.get();
			}
			catch (RuntimeException ex) {
				try {
					return fallback.apply(ex);
				}
				catch (NoFallbackAvailableException none) {
					throw ex;
				}
			}
		}

	}

}
