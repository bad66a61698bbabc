package io.github.resiliencestarter.annotation;

import java.util.concurrent.TimeoutException;

import io.github.resiliencestarter.engines.Engines;

import org.springframework.util.ReflectionUtils;

/**
 * Layers for methods that return their result directly.
 *
 * @param engines provides the instances
 * @param threads the threads that run methods with a time limit
 */
record BlockingKind(Engines engines, AnnotationThreads threads) implements LayerKind {

	@Override
	public Layer method(MethodLayer method) {
		return method;
	}

	@Override
	public Layer stage(StageSpec spec, String name, Layer next) {
		return switch (spec.stage()) {
			case RETRY -> new RetryLayer(this.engines.retries().get(name, spec.configuration()), next);
			case CIRCUIT_BREAKER ->
				new BreakerLayer(this.engines.circuitBreakers().get(name, spec.configuration()), next);
			case RATE_LIMITER ->
				new RateLimiterLayer(this.engines.rateLimiters().get(name, spec.configuration()), spec.permits(), next);
			case TIME_LIMITER ->
				new TimeLimiterLayer(this.engines.timeLimiters().get(name, spec.configuration()), this.threads, next);
			case BULKHEAD -> new BulkheadLayer(this.engines.bulkheads().get(name, spec.configuration()), next);
			case THREAD_POOL_BULKHEAD -> new ThreadPoolLayer(
					this.engines.threadPoolBulkheads().get(name, spec.configuration()), this.threads, next);
		};
	}

	@Override
	public Layer fallback(Fallbacks fallbacks, Layer next) {
		return (invocation) -> {
			try {
				return next.call(invocation);
			}
			catch (Throwable ex) {
				return fallbacks.recover(invocation, ex);
			}
		};
	}

	@Override
	public boolean hops(Stage stage) {
		return stage == Stage.TIME_LIMITER || stage == Stage.THREAD_POOL_BULKHEAD;
	}

	@Override
	public Layer edge(MethodSpec spec, Layer layer) {
		boolean limited = spec.stages().stream().anyMatch((stage) -> stage.stage() == Stage.TIME_LIMITER);
		if (!limited || ReflectionUtils.declaresException(spec.method(), TimeoutException.class)) {
			return layer;
		}
		return (invocation) -> {
			try {
				return layer.call(invocation);
			}
			catch (TimeoutException ex) {
				throw new TimeLimitExceededException(ex);
			}
		};
	}

}
