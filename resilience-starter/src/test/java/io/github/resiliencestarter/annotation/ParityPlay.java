package io.github.resiliencestarter.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.Registry;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.BeanFactory;

/**
 * Runs one line of the parity table with new instances in all registries, and returns the
 * outcome as text.
 */
class ParityPlay {

	private final BeanFactory beans;

	private final List<String> outcome = new ArrayList<>();

	private boolean played;

	ParityPlay(BeanFactory beans) {
		this.beans = beans;
		clear(bean(CircuitBreakerRegistry.class),
				bean(CircuitBreakerRegistry.class).getAllCircuitBreakers()
					.stream()
					.map(CircuitBreaker::getName)
					.toList());
		clear(bean(RetryRegistry.class),
				bean(RetryRegistry.class).getAllRetries().stream().map(Retry::getName).toList());
		clear(bean(RateLimiterRegistry.class),
				bean(RateLimiterRegistry.class).getAllRateLimiters().stream().map(RateLimiter::getName).toList());
		clear(bean(BulkheadRegistry.class), List.of("bulkhead", "all"));
	}

	private static void clear(Registry<?, ?> registry, List<String> names) {
		names.forEach(registry::remove);
	}

	<T> T bean(Class<T> type) {
		return this.beans.getBean(type);
	}

	ParityRemote remote() {
		return bean(ParityRemote.class);
	}

	ParityPlay play(Object... script) {
		remote().play(script);
		this.played = true;
		return this;
	}

	ParityPlay open(String breaker) {
		breakerOf(breaker).transitionToOpenState();
		return this;
	}

	ParityPlay fill() {
		bean(BulkheadRegistry.class).bulkhead("bulkhead").acquirePermission();
		return this;
	}

	ParityPlay drain(String limiter) {
		bean(RateLimiterRegistry.class).rateLimiter(limiter, "several").drainPermissions();
		return this;
	}

	ParityPlay call(Callable<?> call) {
		try {
			add(String.valueOf(await(call.call())));
		}
		catch (ExecutionException ex) {
			add("failed " + (ex.getCause() != null ? ex.getCause() : ex).getClass().getSimpleName());
		}
		catch (Throwable ex) {
			add(ex.getClass().getSimpleName());
		}
		return this.played ? add("calls " + remote().calls()) : this;
	}

	private static @Nullable Object await(@Nullable Object result) throws Exception {
		if (result instanceof Publisher<?> publisher) {
			return Flux.from(publisher).map(Object::toString).collectList().toFuture().get();
		}
		if (result instanceof CompletionStage<?> stage) {
			return stage.toCompletableFuture().get();
		}
		return (result instanceof Future<?> future) ? future.get() : result;
	}

	ParityPlay breaker(String name) {
		CircuitBreaker.Metrics metrics = breakerOf(name).getMetrics();
		return add("breaker " + metrics.getNumberOfSuccessfulCalls() + "+" + metrics.getNumberOfFailedCalls() + "-"
				+ metrics.getNumberOfNotPermittedCalls());
	}

	ParityPlay retry(String name) {
		Retry.Metrics metrics = bean(RetryRegistry.class).retry(name).getMetrics();
		return add("retry " + metrics.getNumberOfSuccessfulCallsWithoutRetryAttempt() + "/"
				+ metrics.getNumberOfSuccessfulCallsWithRetryAttempt() + "/"
				+ metrics.getNumberOfFailedCallsWithoutRetryAttempt() + "/"
				+ metrics.getNumberOfFailedCallsWithRetryAttempt());
	}

	ParityPlay bulkhead() {
		return add(
				"free " + bean(BulkheadRegistry.class).bulkhead("bulkhead").getMetrics().getAvailableConcurrentCalls());
	}

	ParityPlay permissions(String limiter) {
		return add("permissions "
				+ bean(RateLimiterRegistry.class).rateLimiter(limiter).getMetrics().getAvailablePermissions());
	}

	CircuitBreaker breakerOf(String name) {
		return bean(CircuitBreakerRegistry.class).circuitBreaker(name);
	}

	ParityPlay add(String outcome) {
		this.outcome.add(outcome);
		return this;
	}

	String outcome() {
		return this.outcome.toString();
	}

}
