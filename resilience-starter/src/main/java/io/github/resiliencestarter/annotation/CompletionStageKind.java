package io.github.resiliencestarter.annotation;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resiliencestarter.engines.Engines;
import org.aopalliance.intercept.MethodInvocation;
import io.github.resiliencestarter.annotation.AnnotationThreads.Handler;
import org.jspecify.annotations.Nullable;

/**
 * Layers for methods that return a {@link CompletionStage}. A method that throws an
 * exception is treated as one that returns a failed stage.
 *
 * @param engines provides the instances
 * @param threads the threads for retries and timeouts
 */
record CompletionStageKind(Engines engines, AnnotationThreads threads) implements LayerKind {

	@Override
	public Layer method(MethodLayer method) {
		return (invocation) -> {
			try {
				return method.call(RetryLayer.attempt(invocation));
			}
			catch (Throwable ex) {
				return failed(ex);
			}
		};
	}

	@Override
	public Layer stage(StageSpec spec, String name, Layer next) {
		Decorator around = decorator(spec, name);
		return (invocation) -> around.decorate(() -> stage(next, invocation));
	}

	private Decorator decorator(StageSpec spec, String name) {
		return switch (spec.stage()) {
			case RETRY -> {
				Retry retry = this.engines.retries().get(name, spec.configuration());
				yield (next) -> retry.executeCompletionStage(this.threads.scheduler(), inContextOfCaller(next));
			}
			case CIRCUIT_BREAKER ->
				this.engines.circuitBreakers().get(name, spec.configuration())::executeCompletionStage;
			case RATE_LIMITER -> {
				RateLimiter limiter = this.engines.rateLimiters().get(name, spec.configuration());
				yield (next) -> RateLimiter.decorateCompletionStage(limiter, spec.permits(), next).get();
			}
			case TIME_LIMITER -> {
				TimeLimiter limiter = this.engines.timeLimiters().get(name, spec.configuration());
				yield (next) -> limiter.executeCompletionStage(this.threads.scheduler(), next);
			}
			case BULKHEAD -> this.engines.bulkheads().get(name, spec.configuration())::executeCompletionStage;
			case THREAD_POOL_BULKHEAD -> {
				ThreadPoolBulkhead bulkhead = this.engines.threadPoolBulkheads().get(name, spec.configuration());
				yield (next) -> submit(bulkhead, next);
			}
		};
	}

	@Override
	public Layer fallback(Fallbacks fallbacks, Layer next) {
		return (invocation) -> {
			CompletableFuture<@Nullable Object> promise = new CompletableFuture<>();
			Handler handler = this.threads.carryingHandler((error) -> fallbacks.recover(invocation, error));
			stage(next, invocation).whenComplete((value, error) -> {
				if (error == null) {
					promise.complete(value);
				}
				else {
					recover(handler, unwrapped(error)).whenComplete(completing(promise));
				}
			});
			return (CompletionStage<@Nullable Object>) promise;
		};
	}

	private static BiConsumer<@Nullable Object, @Nullable Throwable> completing(
			CompletableFuture<@Nullable Object> promise) {
		return (value, error) -> {
			if (error == null) {
				promise.complete(value);
			}
			else {
				promise.completeExceptionally(error);
			}
		};
	}

	@Override
	public boolean hops(Stage stage) {
		return stage == Stage.RETRY || stage == Stage.THREAD_POOL_BULKHEAD;
	}

	private Supplier<CompletionStage<@Nullable Object>> inContextOfCaller(
			Supplier<CompletionStage<@Nullable Object>> next) {
		Callable<@Nullable Object> attempt = this.threads.carrying(next::get);
		return () -> {
			try {
				return cast(attempt.call());
			}
			catch (Exception ex) {
				return failed(ex);
			}
		};
	}

	private CompletionStage<@Nullable Object> submit(ThreadPoolBulkhead bulkhead,
			Supplier<CompletionStage<@Nullable Object>> next) {
		Callable<@Nullable Object> work = () -> {
			try {
				return next.get().toCompletableFuture().get();
			}
			catch (ExecutionException ex) {
				throw new CompletionException(OtherThread.cause(ex));
			}
		};
		try {
			return bulkhead.submit(this.threads.carrying(work));
		}
		catch (BulkheadFullException ex) {
			return failed(ex);
		}
	}

	private static CompletionStage<@Nullable Object> recover(Handler handler, Throwable error) {
		try {
			return cast(handler.handle(error));
		}
		catch (Throwable ex) {
			return failed(ex);
		}
	}

	private static CompletionStage<@Nullable Object> stage(Layer layer, MethodInvocation invocation) {
		try {
			return cast(layer.call(invocation));
		}
		catch (Throwable ex) {
			return failed(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static CompletionStage<@Nullable Object> cast(@Nullable Object result) {
		return (result != null) ? (CompletionStage<@Nullable Object>) result
				: failed(new IllegalStateException("The method returned null instead of a CompletionStage"));
	}

	private static CompletionStage<@Nullable Object> failed(Throwable error) {
		return CompletableFuture.failedFuture(error);
	}

	private static Throwable unwrapped(Throwable error) {
		boolean wrapped = error instanceof CompletionException || error instanceof ExecutionException;
		Throwable cause = wrapped ? error.getCause() : null;
		return (cause != null) ? cause : error;
	}

	/**
	 * Applies one stage to a supplier.
	 */
	@FunctionalInterface
	private interface Decorator {

		CompletionStage<@Nullable Object> decorate(Supplier<CompletionStage<@Nullable Object>> next);

	}

}
