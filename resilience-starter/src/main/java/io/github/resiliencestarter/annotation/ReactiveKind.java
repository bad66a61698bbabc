package io.github.resiliencestarter.annotation;

import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.ratelimiter.operator.RateLimiterOperator;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.reactor.timelimiter.TimeLimiterOperator;
import io.github.resiliencestarter.annotation.AnnotationThreads.Handler;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.guard.Enclosing;
import org.aopalliance.intercept.MethodInvocation;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Layers for methods that return a publisher of Reactor or RxJava or a Kotlin flow, and
 * for suspending functions, which Spring treats as publishers. The method is called once;
 * its publisher is subscribed to for each attempt. A method that throws an exception is
 * treated as one that returns a failed publisher.
 *
 * @param engines provides the instances
 * @param threads carries the context of the caller
 * @param type the type of publisher
 */
record ReactiveKind(Engines engines, AnnotationThreads threads, PublisherType type) implements LayerKind {

	@Override
	public Layer method(MethodLayer method) {
		Enclosing enclosing = method.enclosing();
		return (invocation) -> {
			Publisher<Object> result = publisher(method, invocation);
			if (enclosing == null) {
				return result;
			}
			Publisher<Object> enclosed = EnclosedSubscriber.within(enclosing, result);
			Function<Context, Context> within = (context) -> enclosing.within(Enclosing.current(context)).put(context);
			return (result instanceof Mono) ? Mono.fromDirect(enclosed).contextWrite(within)
					: Flux.from(enclosed).contextWrite(within);
		};
	}

	@Override
	public Layer stage(StageSpec spec, String name, Layer next) {
		UnaryOperator<Publisher<Object>> operator = operator(spec, name);
		return (invocation) -> {
			Publisher<Object> publisher = publisher(next, invocation);
			return (publisher instanceof Mono<Object> mono) ? mono.transformDeferred(operator)
					: Flux.from(publisher).transformDeferred(operator);
		};
	}

	private UnaryOperator<Publisher<Object>> operator(StageSpec spec, String name) {
		return switch (spec.stage()) {
			case RETRY -> RetryOperator.of(this.engines.retries().get(name, spec.configuration()));
			case CIRCUIT_BREAKER ->
				CircuitBreakerOperator.of(this.engines.circuitBreakers().get(name, spec.configuration()));
			case RATE_LIMITER ->
				RateLimiterOperator.of(this.engines.rateLimiters().get(name, spec.configuration()), spec.permits());
			case TIME_LIMITER -> TimeLimiterOperator.of(this.engines.timeLimiters().get(name, spec.configuration()));
			case BULKHEAD -> BulkheadOperator.of(this.engines.bulkheads().get(name, spec.configuration()));
			case THREAD_POOL_BULKHEAD -> throw new IllegalStateException("@Bulkhead(name = \"" + spec.name()
					+ "\", type = THREADPOOL) cannot be used on a method that returns a publisher: remove the type");
		};
	}

	@Override
	public Layer fallback(Fallbacks fallbacks, Layer next) {
		return (invocation) -> {
			SubscriberContext caller = SubscriberContext.capture(this.threads);
			Handler handler = (error) -> fallbacks.recover(invocation, error);
			Publisher<Object> publisher = publisher(next, invocation);
			if (publisher instanceof Mono<Object> mono) {
				return Mono.deferContextual((context) -> {
					Handler carried = caller.carrying(context, handler);
					return mono.onErrorResume((error) -> Mono.from(recover(carried, error)));
				});
			}
			return Flux.deferContextual((context) -> {
				Handler carried = caller.carrying(context, handler);
				return Flux.from(publisher).onErrorResume((error) -> recover(carried, error));
			});
		};
	}

	@Override
	public boolean hops(Stage stage) {
		return false;
	}

	@Override
	public Layer declared(Layer layer) {
		return (invocation) -> this.type.unwrap(publisher(layer, invocation));
	}

	@Override
	public Layer edge(MethodSpec spec, Layer layer) {
		return declared(layer);
	}

	private Publisher<Object> recover(Handler handler, Throwable error) {
		try {
			return this.type.wrap(handler.handle(error));
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
	}

	private Publisher<Object> publisher(Layer layer, MethodInvocation invocation) {
		try {
			return this.type.wrap(layer.call(invocation));
		}
		catch (Throwable ex) {
			return this.type.failed(ex);
		}
	}

}
