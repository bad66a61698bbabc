package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.spring6.bulkhead.configure.BulkheadAspectExt;
import io.github.resilience4j.spring6.circuitbreaker.configure.CircuitBreakerAspectExt;
import io.github.resilience4j.spring6.ratelimiter.configure.RateLimiterAspectExt;
import io.github.resilience4j.spring6.retry.configure.RetryAspectExt;
import io.github.resilience4j.spring6.timelimiter.configure.TimeLimiterAspectExt;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resiliencestarter.engines.Engines;
import org.aspectj.lang.ProceedingJoinPoint;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * Extensions that include those of Resilience4j's aspects, which require AspectJ.
 */
class AspectExtensions extends UserExtensions {

	private final Engines engines;

	private final SingletonSupplier<List<Extension<?>>> extensions;

	AspectExtensions(BeanFactory beanFactory, Engines engines) {
		super(beanFactory);
		this.engines = engines;
		this.extensions = SingletonSupplier.of(
				() -> Stream
					.of(extensions(Stage.RETRY, RetryAspectExt.class, RetryAspectExt::canHandleReturnType, this::retry),
							extensions(Stage.CIRCUIT_BREAKER, CircuitBreakerAspectExt.class,
									CircuitBreakerAspectExt::canHandleReturnType, this::breaker),
							extensions(Stage.RATE_LIMITER, RateLimiterAspectExt.class,
									RateLimiterAspectExt::canHandleReturnType, this::rateLimiter),
							extensions(Stage.TIME_LIMITER, TimeLimiterAspectExt.class,
									TimeLimiterAspectExt::canHandleReturnType, this::timeLimiter),
							extensions(Stage.BULKHEAD, BulkheadAspectExt.class, BulkheadAspectExt::canHandleReturnType,
									this::bulkhead))
					.<Extension<?>>flatMap((ofStage) -> ofStage)
					.toList());
	}

	private <X> Stream<Extension<X>> extensions(Stage stage, Class<X> type, BiPredicate<X, Class<?>> handles,
			Binding<X> binding) {
		return beans(type).map((bean) -> new Extension<>(stage, bean, handles, binding));
	}

	@Override
	boolean handle(Class<?> returnType) {
		return this.extensions.obtain().stream().anyMatch((extension) -> extension.handles(returnType));
	}

	@Override
	@Nullable Layer stage(StageSpec spec, String name, Method method, Layer next) {
		Class<?> type = method.getReturnType();
		// Resilience4j's own retry of stages comes before extensions
		if (spec.stage() == Stage.RETRY && CompletionStage.class.isAssignableFrom(type)) {
			return null;
		}
		String methodName = method.getDeclaringClass().getName() + "#" + method.getName();
		for (Extension<?> extension : this.extensions.obtain()) {
			if (extension.stage() == spec.stage() && extension.handles(type)) {
				Handler handler = extension.bind(spec, name, methodName);
				return (invocation) -> handler.handle(new LayerJoinPoint(invocation, next));
			}
		}
		return null;
	}

	private Handler retry(RetryAspectExt extension, StageSpec spec, String name, String methodName) {
		Retry retry = this.engines.retries().get(name, spec.configuration());
		return (call) -> extension.handle(call, retry, methodName);
	}

	private Handler breaker(CircuitBreakerAspectExt extension, StageSpec spec, String name, String methodName) {
		CircuitBreaker breaker = this.engines.circuitBreakers().get(name, spec.configuration());
		return (call) -> extension.handle(call, breaker, methodName);
	}

	private Handler rateLimiter(RateLimiterAspectExt extension, StageSpec spec, String name, String methodName) {
		RateLimiter limiter = this.engines.rateLimiters().get(name, spec.configuration());
		return (call) -> extension.handle(call, limiter, methodName);
	}

	private Handler timeLimiter(TimeLimiterAspectExt extension, StageSpec spec, String name, String methodName) {
		TimeLimiter limiter = this.engines.timeLimiters().get(name, spec.configuration());
		return (call) -> extension.handle(call, limiter, methodName);
	}

	private Handler bulkhead(BulkheadAspectExt extension, StageSpec spec, String name, String methodName) {
		Bulkhead bulkhead = this.engines.bulkheads().get(name, spec.configuration());
		return (call) -> extension.handle(call, bulkhead, methodName);
	}

	/**
	 * Extension with the instance of one annotation.
	 */
	@FunctionalInterface
	private interface Handler {

		@Nullable Object handle(ProceedingJoinPoint call) throws Throwable;

	}

	/**
	 * Gives an extension its instance.
	 *
	 * @param <X> the type of extension
	 */
	@FunctionalInterface
	private interface Binding<X> {

		Handler bind(X extension, StageSpec spec, String name, String methodName);

	}

	private record Extension<X>(Stage stage, X bean, BiPredicate<X, Class<?>> handles, Binding<X> binding) {

		boolean handles(Class<?> returnType) {
			return this.handles.test(this.bean, returnType);
		}

		Handler bind(StageSpec spec, String name, String methodName) {
			return this.binding.bind(this.bean, spec, name, methodName);
		}

	}

}
