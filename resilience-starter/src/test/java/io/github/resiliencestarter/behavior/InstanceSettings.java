package io.github.resiliencestarter.behavior;

import java.util.List;
import java.util.function.BiConsumer;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadConfig;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalBiFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;

import org.springframework.context.ApplicationContext;

/**
 * Effective settings of instances: without user settings, with a configuration, with a
 * configuration and their own settings, and with a customizer.
 */
class InstanceSettings {

	private static final List<String> INSTANCES = List.of("untouched", "one", "two", "three", "customized");

	private final ApplicationContext context;

	private final BiConsumer<String, String> outcomes;

	InstanceSettings(ApplicationContext context, BiConsumer<String, String> outcomes) {
		this.context = context;
		this.outcomes = outcomes;
	}

	void read() {
		for (String name : INSTANCES) {
			breaker(name,
					this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker(name).getCircuitBreakerConfig());
			retry(name, this.context.getBean(RetryRegistry.class).retry(name).getRetryConfig());
			bulkhead(name, this.context.getBean(BulkheadRegistry.class).bulkhead(name).getBulkheadConfig());
			pool(name, this.context.getBean(ThreadPoolBulkheadRegistry.class).bulkhead(name).getBulkheadConfig());
			rateLimiter(name, this.context.getBean(RateLimiterRegistry.class).rateLimiter(name).getRateLimiterConfig());
			timeLimiter(name, this.context.getBean(TimeLimiterRegistry.class).timeLimiter(name).getTimeLimiterConfig());
		}
	}

	private void put(String name, String setting, Object value) {
		this.outcomes.accept(setting + " (" + name + ")", String.valueOf(value));
	}

	private void breaker(String name, CircuitBreakerConfig config) {
		put(name, "breaker: window", config.getSlidingWindowType() + " " + config.getSlidingWindowSize() + " "
				+ config.getMinimumNumberOfCalls());
		put(name, "breaker: failure rate", config.getFailureRateThreshold());
		put(name, "breaker: slow calls",
				config.getSlowCallRateThreshold() + " " + config.getSlowCallDurationThreshold());
		put(name, "breaker: half-open",
				config.getPermittedNumberOfCallsInHalfOpenState() + " " + config.getMaxWaitDurationInHalfOpenState());
		put(name, "breaker: open", config.getWaitIntervalFunctionInOpenState().apply(1) + " "
				+ config.getWaitIntervalFunctionInOpenState().apply(2));
		put(name, "breaker: automatic", config.isAutomaticTransitionFromOpenToHalfOpenEnabled());
		put(name, "breaker: stack trace", config.isWritableStackTraceEnabled());
	}

	private void retry(String name, RetryConfig config) {
		put(name, "retry: attempts", config.getMaxAttempts() + " " + config.isFailAfterMaxAttempts());
		put(name, "retry: wait", waits(config.getIntervalBiFunction()));
	}

	private static String waits(IntervalBiFunction<Object> wait) {
		Either<Throwable, Object> failure = Either.left(new IllegalStateException());
		boolean random = false;
		long first = wait.apply(2, failure);
		for (int i = 0; i < 20; i++) {
			random |= wait.apply(2, failure) != first;
		}
		return random ? "random" : wait.apply(1, failure) + " " + first + " " + wait.apply(3, failure);
	}

	private void bulkhead(String name, BulkheadConfig config) {
		put(name, "bulkhead", config.getMaxConcurrentCalls() + " " + config.getMaxWaitDuration() + " "
				+ config.isWritableStackTraceEnabled());
	}

	private void pool(String name, ThreadPoolBulkheadConfig config) {
		boolean ofProcessors = config.getMaxThreadPoolSize() == Runtime.getRuntime().availableProcessors();
		put(name, "pool", (ofProcessors ? "processors" : config.getMaxThreadPoolSize()) + " "
				+ config.getQueueCapacity() + " " + config.getKeepAliveDuration());
	}

	private void rateLimiter(String name, RateLimiterConfig config) {
		put(name, "rate limiter",
				config.getLimitForPeriod() + " " + config.getLimitRefreshPeriod() + " " + config.getTimeoutDuration());
	}

	private void timeLimiter(String name, TimeLimiterConfig config) {
		put(name, "time limiter", config.getTimeoutDuration() + " " + config.shouldCancelRunningFuture());
	}

}
