package example;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.bulkhead.annotation.Bulkhead.Type;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Service;

/**
 * Backend that is called through annotated methods of every kind.
 */
@Service
public class BackendA {

	private static final String NAME = "backendA";

	private final AtomicInteger calls = new AtomicInteger();

	public int calls() {
		return this.calls.getAndSet(0);
	}

	private String fail(String message) {
		this.calls.incrementAndGet();
		throw new BackendException(message);
	}

	@CircuitBreaker(name = NAME)
	@Bulkhead(name = NAME)
	@Retry(name = NAME)
	public String success() {
		this.calls.incrementAndGet();
		return "Hello";
	}

	@CircuitBreaker(name = NAME)
	@Bulkhead(name = NAME)
	@Retry(name = NAME)
	public String failure() {
		return fail("failed");
	}

	@CircuitBreaker(name = NAME)
	@Bulkhead(name = NAME)
	@Retry(name = NAME)
	public String business() {
		this.calls.incrementAndGet();
		throw new BusinessException("no");
	}

	@CircuitBreaker(name = NAME)
	public String once() {
		return fail("failed once");
	}

	@CircuitBreaker(name = NAME)
	@Retry(name = NAME, fallbackMethod = "recover")
	public String failureWithFallback(String argument) throws Exception {
		return fail(argument);
	}

	@CircuitBreaker(name = NAME, fallbackMethod = "recover")
	public String failureWith(String kind) throws Exception {
		this.calls.incrementAndGet();
		switch (kind) {
			case "io" -> throw new IOException(kind);
			case "business" -> throw new BusinessException(kind);
			default -> throw new BackendException(kind);
		}
	}

	private String recover(String argument, BackendException ex) {
		return "Recovered from " + ex.getMessage() + " of " + argument;
	}

	private String recover(String argument, IOException ex) {
		return "Recovered from input or output";
	}

	private String recover(String argument, CallNotPermittedException ex) {
		return "Not permitted";
	}

	private String recover(String argument, Exception ex) {
		return "Recovered from " + ex.getClass().getSimpleName();
	}

	@RateLimiter(name = NAME)
	public String limited() {
		return "Hello";
	}

	@TimeLimiter(name = NAME)
	@CircuitBreaker(name = NAME)
	@Bulkhead(name = NAME)
	public Mono<String> monoSuccess() {
		return Mono.just("Hello");
	}

	@CircuitBreaker(name = NAME)
	@Bulkhead(name = NAME)
	@Retry(name = NAME)
	public Mono<String> monoFailure() {
		return Mono.fromSupplier(() -> fail("Mono failed"));
	}

	@TimeLimiter(name = NAME)
	@Bulkhead(name = NAME)
	@CircuitBreaker(name = NAME, fallbackMethod = "recoverMono")
	public Mono<String> monoTimeout() {
		return Mono.just("Late").delayElement(Duration.ofSeconds(20));
	}

	private Mono<String> recoverMono(TimeoutException ex) {
		return Mono.just("Timed out");
	}

	@TimeLimiter(name = NAME)
	@CircuitBreaker(name = NAME)
	@Bulkhead(name = NAME)
	public Flux<String> fluxSuccess() {
		return Flux.just("Hello", "World");
	}

	@CircuitBreaker(name = NAME)
	@Bulkhead(name = NAME)
	@Retry(name = NAME, fallbackMethod = "recoverFlux")
	public Flux<String> fluxFailure() {
		return Flux.defer(() -> Flux.just(fail("Flux failed")));
	}

	@TimeLimiter(name = NAME)
	@CircuitBreaker(name = NAME, fallbackMethod = "recoverFlux")
	public Flux<String> fluxTimeout() {
		return Flux.just("Late").delayElements(Duration.ofSeconds(20));
	}

	private Flux<String> recoverFlux(Exception ex) {
		return Flux.just("Recovered", "from " + ex.getClass().getSimpleName());
	}

	@Bulkhead(name = NAME, type = Type.THREADPOOL)
	@TimeLimiter(name = NAME)
	@CircuitBreaker(name = NAME)
	@Retry(name = NAME)
	public CompletableFuture<String> futureSuccess() {
		return CompletableFuture.completedFuture("Hello from " + Thread.currentThread().getName());
	}

	@Bulkhead(name = NAME, type = Type.THREADPOOL)
	@TimeLimiter(name = NAME)
	@CircuitBreaker(name = NAME)
	@Retry(name = NAME)
	public CompletableFuture<String> futureFailure() {
		CompletableFuture<String> future = new CompletableFuture<>();
		this.calls.incrementAndGet();
		future.completeExceptionally(new IOException("Future failed"));
		return future;
	}

	@Bulkhead(name = NAME, type = Type.THREADPOOL)
	@TimeLimiter(name = NAME)
	@CircuitBreaker(name = NAME, fallbackMethod = "recoverFuture")
	public CompletableFuture<String> futureTimeout() {
		return new CompletableFuture<>();
	}

	private CompletableFuture<String> recoverFuture(TimeoutException ex) {
		return CompletableFuture.completedFuture("Timed out");
	}

	private CompletableFuture<String> recoverFuture(BulkheadFullException ex) {
		return CompletableFuture.completedFuture("Full");
	}

}
