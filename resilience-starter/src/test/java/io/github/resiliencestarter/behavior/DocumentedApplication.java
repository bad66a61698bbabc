package io.github.resiliencestarter.behavior;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.common.bulkhead.configuration.BulkheadConfigCustomizer;
import io.github.resilience4j.common.bulkhead.configuration.ThreadPoolBulkheadConfigCustomizer;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.ratelimiter.configuration.RateLimiterConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.common.timelimiter.configuration.TimeLimiterConfigCustomizer;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.http.HttpStatus;

/**
 * Application with annotated methods and customizers that uses only Resilience4j.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class DocumentedApplication {

	@Bean
	Remote remote() {
		return new Remote();
	}

	@Bean
	CircuitBreakerConfigCustomizer breakerCustomizer() {
		return CircuitBreakerConfigCustomizer.of("customized", (builder) -> builder.slidingWindowSize(17));
	}

	@Bean
	RetryConfigCustomizer retryCustomizer() {
		return RetryConfigCustomizer.of("customized", (builder) -> builder.maxAttempts(17));
	}

	@Bean
	BulkheadConfigCustomizer bulkheadCustomizer() {
		return BulkheadConfigCustomizer.of("customized", (builder) -> builder.maxConcurrentCalls(17));
	}

	@Bean
	ThreadPoolBulkheadConfigCustomizer poolCustomizer() {
		return ThreadPoolBulkheadConfigCustomizer.of("customized", (builder) -> builder.queueCapacity(17));
	}

	@Bean
	RateLimiterConfigCustomizer rateLimiterCustomizer() {
		return RateLimiterConfigCustomizer.of("customized", (builder) -> builder.limitForPeriod(17));
	}

	@Bean
	TimeLimiterConfigCustomizer timeLimiterCustomizer() {
		return TimeLimiterConfigCustomizer.of("customized", (builder) -> builder.cancelRunningFuture(false));
	}

	/**
	 * Annotated methods whose behavior depends on their argument.
	 */
	public static class Remote {

		private final AtomicInteger calls = new AtomicInteger();

		int calls() {
			return this.calls.getAndSet(0);
		}

		private String act(String what) throws Exception {
			this.calls.incrementAndGet();
			switch (what) {
				case "io" -> throw new IOException("failed");
				case "file" -> throw new FileNotFoundException("failed");
				case "argument" -> throw new IllegalArgumentException("failed");
				case "state" -> throw new IllegalStateException("failed");
				case "404" -> throw new HttpClientErrorException(HttpStatus.NOT_FOUND);
				default -> {
					return what;
				}
			}
		}

		@CircuitBreaker(name = "#p0")
		public String breaker(String name, String what) throws Exception {
			return act(what);
		}

		@Retry(name = "#p0")
		public String retry(String name, String what) throws Exception {
			return act(what);
		}

		@Retry(name = "#p0")
		@CircuitBreaker(name = "#p0", fallbackMethod = "instead")
		public String innerFallback(String name, String what) throws Exception {
			return act(what);
		}

		String instead(String name, String what, Exception ex) {
			return "instead of " + ex.getClass().getSimpleName();
		}

		@CircuitBreaker(name = "at-start-up")
		public String atStartUp() throws Exception {
			return act("ok");
		}

		@CircuitBreaker(name = "every")
		@Bulkhead(name = "every")
		@TimeLimiter(name = "every")
		@RateLimiter(name = "every")
		@Retry(name = "every")
		public CompletionStage<String> every(String what) {
			try {
				return CompletableFuture.completedFuture(act(what));
			}
			catch (Exception ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

		@TimeLimiter(name = "plain")
		public String limitedPlain() throws Exception {
			return act("ok");
		}

	}

}
