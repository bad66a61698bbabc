package io.github.resiliencestarter.annotation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.annotation.AliasFor;

/**
 * Annotated methods of the parity table. They follow a script and count calls.
 */
@SuppressWarnings("unused")
class ParityRemote implements ParityClient {

	private final Deque<Object> script = new ArrayDeque<>();

	private final AtomicInteger calls = new AtomicInteger();

	void play(Object... script) {
		this.calls.set(0);
		this.script.clear();
		for (Object step : script) {
			this.script.add(step);
		}
	}

	int calls() {
		return this.calls.get();
	}

	private String step() throws Exception {
		this.calls.incrementAndGet();
		Object step = (this.script.size() > 1) ? this.script.remove() : this.script.element();
		if (step instanceof Exception failure) {
			throw failure;
		}
		if (step instanceof Error failure) {
			throw failure;
		}
		return step.toString();
	}

	private CompletableFuture<String> asyncStep() {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return step();
			}
			catch (Exception ex) {
				throw new java.util.concurrent.CompletionException(ex);
			}
		});
	}

	@CircuitBreaker(name = "breaker")
	String breaker() throws Exception {
		return step();
	}

	@CircuitBreaker(name = "nothing")
	void nothing() throws Exception {
		step();
	}

	@CircuitBreaker(name = "nothing")
	@Nullable String none() {
		return null;
	}

	@Retry(name = "retry")
	String retry() throws Exception {
		return step();
	}

	@Retry(name = "byresult")
	String retryByResult() throws Exception {
		return step();
	}

	@Bulkhead(name = "bulkhead")
	String bulkhead() throws Exception {
		return step();
	}

	@RateLimiter(name = "limiter")
	String limited() throws Exception {
		return step();
	}

	@RateLimiter(name = "permits", configuration = "several", permits = 2)
	String twoPermits() throws Exception {
		return step();
	}

	@TimeLimiter(name = "roomy")
	String timeLimited() throws Exception {
		return step();
	}

	@Bulkhead(name = "pool", type = Bulkhead.Type.THREADPOOL)
	String pooled() throws Exception {
		return step();
	}

	@Bulkhead(name = "pool", type = Bulkhead.Type.THREADPOOL)
	Future<String> pooledFuture() {
		return asyncStep();
	}

	@Bulkhead(name = "pool", type = Bulkhead.Type.THREADPOOL)
	CompletionStage<String> pooledStage() {
		String thread = Thread.currentThread().getName();
		return asyncStep().thenApply((result) -> result + (thread.startsWith("bulkhead-pool") ? " of the pool" : ""));
	}

	@Retry(name = "all")
	@CircuitBreaker(name = "all")
	@RateLimiter(name = "all", configuration = "several")
	@Bulkhead(name = "all")
	String all() throws Exception {
		return step();
	}

	@CircuitBreaker(name = "fallback", fallbackMethod = "instead")
	String withFallback(String argument) throws Exception {
		return step();
	}

	String instead(String argument, IOException ex) {
		return "IOException of " + argument;
	}

	private String instead(String argument, FileNotFoundException ex) {
		return "FileNotFoundException of " + argument;
	}

	String instead(IllegalStateException ex) {
		return "IllegalStateException";
	}

	@CircuitBreaker(name = "fallback", fallbackMethod = "failing")
	String withFailingFallback() throws Exception {
		return step();
	}

	String failing(Exception ex) throws Exception {
		throw new FileNotFoundException("of the fallback");
	}

	@CircuitBreaker(name = "fallback", fallbackMethod = "absent")
	String withAbsentFallback() throws Exception {
		return step();
	}

	@Retry(name = "nested")
	@CircuitBreaker(name = "nested", fallbackMethod = "any")
	String fallbackUnderRetry() throws Exception {
		return step();
	}

	@Retry(name = "nested", fallbackMethod = "any")
	@CircuitBreaker(name = "nested")
	String fallbackOfRetry() throws Exception {
		return step();
	}

	String any(Throwable ex) {
		return "instead of " + ex.getClass().getSimpleName();
	}

	@CircuitBreaker(name = "#p0")
	String named(String name) throws Exception {
		return step();
	}

	@CircuitBreaker(name = "#root.methodName")
	String namedByMethod() throws Exception {
		return step();
	}

	@CircuitBreaker(name = "@names.of(#p0)")
	String namedByBean(String name) throws Exception {
		return step();
	}

	@CircuitBreaker(name = "${parity.name}", fallbackMethod = "${parity.fallback}")
	String namedByPlaceholder() throws Exception {
		return step();
	}

	@CircuitBreaker(name = "spel", fallbackMethod = "#root.args[0]")
	String fallbackByExpression(String name) throws Exception {
		return step();
	}

	@CircuitBreaker(name = "configured", configuration = "strict")
	String configured() throws Exception {
		return step();
	}

	@Override
	public String ofInterface() throws Exception {
		return step();
	}

	@Resilient("meta")
	String meta() throws Exception {
		return step();
	}

	@CircuitBreaker(name = "stage")
	@Retry(name = "stage", fallbackMethod = "stageInstead")
	CompletionStage<String> stage() {
		return asyncStep();
	}

	@CircuitBreaker(name = "thrown", fallbackMethod = "stageInstead")
	CompletionStage<String> throwingStage() throws Exception {
		return CompletableFuture.completedFuture(step());
	}

	CompletionStage<String> stageInstead(IOException ex) {
		return CompletableFuture.completedFuture("instead");
	}

	@TimeLimiter(name = "time")
	CompletableFuture<String> never() {
		return new CompletableFuture<>();
	}

	@TimeLimiter(name = "time", fallbackMethod = "futureInstead")
	CompletableFuture<String> neverWithFallback() {
		return new CompletableFuture<>();
	}

	CompletableFuture<String> futureInstead(Throwable ex) {
		return CompletableFuture.completedFuture("instead of " + ex.getClass().getSimpleName());
	}

	@Bulkhead(name = "bulkhead")
	CompletionStage<String> bulkheadStage() {
		return asyncStep();
	}

	@RateLimiter(name = "limiter-of-stage")
	CompletionStage<String> limitedStage() {
		return asyncStep();
	}

	@CircuitBreaker(name = "mono")
	@Retry(name = "mono", fallbackMethod = "monoInstead")
	Mono<String> mono() {
		return Mono.fromCallable(this::step);
	}

	Mono<String> monoInstead(IOException ex) {
		return Mono.just("instead");
	}

	@CircuitBreaker(name = "thrown", fallbackMethod = "monoInstead")
	Mono<String> throwingMono() throws Exception {
		return Mono.just(step());
	}

	@CircuitBreaker(name = "flux")
	@Retry(name = "flux")
	Flux<String> flux() {
		return Flux.defer(() -> Mono.fromCallable(this::step)).repeat(1);
	}

	@TimeLimiter(name = "time")
	Mono<String> neverMono() {
		return Mono.never();
	}

	@Bulkhead(name = "bulkhead")
	Mono<String> bulkheadMono() {
		return Mono.fromCallable(this::step);
	}

	@RateLimiter(name = "limiter-of-mono")
	Mono<String> limitedMono() {
		return Mono.fromCallable(this::step);
	}

	@Retention(RetentionPolicy.RUNTIME)
	@CircuitBreaker(name = "unused")
	@interface Resilient {

		@AliasFor(annotation = CircuitBreaker.class, attribute = "name")
		String value();

	}

	@CircuitBreaker(name = "class")
	static class OfClass {

		String ofClass() throws Exception {
			throw new IOException("of the class");
		}

		@CircuitBreaker(name = "method")
		String ofMethod() throws Exception {
			throw new IOException("of the method");
		}

	}

}
