package example;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import jakarta.annotation.PreDestroy;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Service;

/**
 * Backend that is called through instances from the registries, without annotations.
 */
@Service
public class BackendB {

	private static final String NAME = "backendB";

	private final CircuitBreaker circuitBreaker;

	private final Bulkhead bulkhead;

	private final ThreadPoolBulkhead pool;

	private final Retry retry;

	private final TimeLimiter timeLimiter;

	private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

	public BackendB(CircuitBreakerRegistry circuitBreakers, BulkheadRegistry bulkheads,
			ThreadPoolBulkheadRegistry pools, RetryRegistry retries, RateLimiterRegistry rateLimiters,
			TimeLimiterRegistry timeLimiters) {
		this.circuitBreaker = circuitBreakers.circuitBreaker(NAME);
		this.bulkhead = bulkheads.bulkhead(NAME);
		this.pool = pools.bulkhead(NAME);
		this.retry = retries.retry(NAME);
		this.timeLimiter = timeLimiters.timeLimiter(NAME);
		rateLimiters.rateLimiter(NAME);
	}

	@PreDestroy
	void stop() {
		this.timer.shutdownNow();
	}

	public String call(Supplier<String> backend) {
		return Retry.decorateSupplier(this.retry, CircuitBreaker.decorateSupplier(this.circuitBreaker,
				Bulkhead.decorateSupplier(this.bulkhead, backend)))
			.get();
	}

	public Mono<String> callReactively(Mono<String> backend) {
		return backend.transformDeferred(CircuitBreakerOperator.of(this.circuitBreaker))
			.transformDeferred(RetryOperator.of(this.retry));
	}

	public CompletableFuture<String> callLater(Supplier<String> backend) {
		return this.timeLimiter
			.executeCompletionStage(this.timer, () -> this.pool.executeSupplier(backend))
			.toCompletableFuture();
	}

}
