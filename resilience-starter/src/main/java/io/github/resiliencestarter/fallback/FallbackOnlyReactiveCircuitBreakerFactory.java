package io.github.resiliencestarter.fallback;

import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.circuitbreaker.ConfigBuilder;
import org.springframework.cloud.client.circuitbreaker.NoFallbackAvailableException;
import org.springframework.cloud.client.circuitbreaker.ReactiveCircuitBreaker;
import org.springframework.cloud.client.circuitbreaker.ReactiveCircuitBreakerFactory;

/**
 * {@link FallbackOnlyCircuitBreakerFactory} for reactive calls.
 */
final class FallbackOnlyReactiveCircuitBreakerFactory
		extends ReactiveCircuitBreakerFactory<Object, ConfigBuilder<Object>> {

	@Override
	public ReactiveCircuitBreaker create(String id) {
		return new ReactiveFallback();
	}

	@Override
	protected ConfigBuilder<Object> configBuilder(String id) {
		return Object::new;
	}

	@Override
	public void configureDefault(Function<String, Object> defaultConfiguration) {
		// There is nothing to configure
	}

	private static final class ReactiveFallback implements ReactiveCircuitBreaker {

		@Override
		public <T> Mono<T> run(Mono<T> toRun, Function<Throwable, Mono<T>> fallback) {
			return toRun.onErrorResume((failure) -> Mono.defer(() -> fallback.apply(failure))
				.onErrorMap(NoFallbackAvailableException.class, (none) -> failure));
		}

		@Override
		public <T> Flux<T> run(Flux<T> toRun, Function<Throwable, Flux<T>> fallback) {
			return toRun.onErrorResume((failure) -> Flux.defer(() -> fallback.apply(failure))
				.onErrorMap(NoFallbackAvailableException.class, (none) -> failure));
		}

	}

}
