package io.github.resiliencestarter.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.functions.CheckedSupplier;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.spring6.bulkhead.configure.BulkheadAspectExt;
import io.github.resilience4j.spring6.circuitbreaker.configure.CircuitBreakerAspectExt;
import io.github.resilience4j.spring6.circuitbreaker.configure.ReactorCircuitBreakerAspectExt;
import io.github.resilience4j.spring6.fallback.FallbackDecorator;
import io.github.resilience4j.spring6.fallback.FallbackMethod;
import io.github.resilience4j.spring6.ratelimiter.configure.RateLimiterAspectExt;
import io.github.resilience4j.spring6.retry.configure.RetryAspectExt;
import io.github.resilience4j.spring6.timelimiter.configure.TimeLimiterAspectExt;
import io.github.resilience4j.timelimiter.TimeLimiter;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.reflect.MethodSignature;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.ParallelFlux;

/**
 * Extensions of Resilience4j as users write them.
 */
final class OwnExtensions {

	private OwnExtensions() {
	}

	/**
	 * Result that fails when it is asked for.
	 */
	record Promise<T>(Supplier<T> value) {

		T get() {
			return this.value.get();
		}

	}

	static class PromiseBreaker implements CircuitBreakerAspectExt {

		static String methodName = "";

		@Override
		@SuppressWarnings("rawtypes")
		public boolean canHandleReturnType(Class returnType) {
			return returnType == Promise.class;
		}

		@Override
		public Object handle(ProceedingJoinPoint call, CircuitBreaker breaker, String name) throws Throwable {
			methodName = name;
			Promise<?> promise = (Promise<?>) call.proceed();
			return new Promise<>(() -> {
				if (!breaker.tryAcquirePermission()) {
					throw new IllegalStateException("open");
				}
				try {
					Object value = promise.get();
					breaker.onSuccess(1, TimeUnit.MILLISECONDS);
					return value;
				}
				catch (RuntimeException ex) {
					breaker.onError(1, TimeUnit.MILLISECONDS, ex);
					throw ex;
				}
			});
		}

	}

	static class Replacing implements CircuitBreakerAspectExt {

		static List<String> seen = List.of();

		@Override
		@SuppressWarnings("rawtypes")
		public boolean canHandleReturnType(Class returnType) {
			return returnType == Promise.class;
		}

		@Override
		public Object handle(ProceedingJoinPoint call, CircuitBreaker breaker, String name) throws Throwable {
			MethodSignature signature = (MethodSignature) call.getSignature();
			seen = List.of(signature.getMethod().getName(), String.valueOf(call.getArgs()[0]),
					call.getTarget().getClass().getSimpleName(), String.valueOf(call.getThis() != call.getTarget()));
			return call.proceed(new Object[] { "replaced" });
		}

	}

	/**
	 * Extension of all stages.
	 */
	static class All implements RetryAspectExt, CircuitBreakerAspectExt, RateLimiterAspectExt, TimeLimiterAspectExt,
			BulkheadAspectExt {

		static final List<String> stages = new ArrayList<>();

		@Override
		@SuppressWarnings("rawtypes")
		public boolean canHandleReturnType(Class returnType) {
			return returnType == Promise.class;
		}

		private static Object note(String stage, ProceedingJoinPoint call) throws Throwable {
			stages.add(stage);
			return call.proceed();
		}

		@Override
		public Object handle(ProceedingJoinPoint call, io.github.resilience4j.retry.Retry retry, String name)
				throws Throwable {
			return note("retry", call);
		}

		@Override
		public Object handle(ProceedingJoinPoint call, CircuitBreaker breaker, String name) throws Throwable {
			return note("breaker", call);
		}

		@Override
		public Object handle(ProceedingJoinPoint call, RateLimiter limiter, String name) throws Throwable {
			return note("rate limiter", call);
		}

		@Override
		public Object handle(ProceedingJoinPoint call, TimeLimiter limiter, String name) throws Throwable {
			return note("time limiter", call);
		}

		@Override
		public Object handle(ProceedingJoinPoint call, io.github.resilience4j.bulkhead.Bulkhead bulkhead, String name)
				throws Throwable {
			return note("bulkhead", call);
		}

	}

	/**
	 * Takes the place of Resilience4j's own, as that steps back for it.
	 */
	static class Lenient extends ReactorCircuitBreakerAspectExt {

		@Override
		public Object handle(ProceedingJoinPoint call, CircuitBreaker breaker, String name) throws Throwable {
			return breaker.getName().equals("passed") ? call.proceed()
					: ((Mono<?>) call.proceed()).onErrorResume((failure) -> Mono.empty()).defaultIfEmpty(cast());
		}

		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
		private static <T> T cast() {
			return (T) "lenient";
		}

	}

	static class Parallel implements CircuitBreakerAspectExt {

		@Override
		@SuppressWarnings("rawtypes")
		public boolean canHandleReturnType(Class returnType) {
			return ParallelFlux.class.isAssignableFrom(returnType);
		}

		@Override
		public Object handle(ProceedingJoinPoint call, CircuitBreaker breaker, String name) throws Throwable {
			return Flux.concat(((ParallelFlux<?>) call.proceed()).sequential(), Mono.just("seen")).parallel(1);
		}

	}

	static class PromiseFallback implements FallbackDecorator {

		@Override
		public boolean supports(Class<?> target) {
			return target == Promise.class;
		}

		@Override
		public CheckedSupplier<Object> decorate(FallbackMethod fallback, CheckedSupplier<Object> supplier) {
			return () -> {
				Promise<?> promise = (Promise<?>) supplier.get();
				return new Promise<>(() -> {
					try {
						return promise.get();
					}
					catch (RuntimeException ex) {
						return instead(fallback, ex);
					}
				});
			};
		}

		private static Object instead(FallbackMethod fallback, RuntimeException failure) {
			try {
				Promise<?> instead = (Promise<?>) fallback.fallback(failure);
				return instead.get();
			}
			catch (RuntimeException ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	static class Noting implements FallbackDecorator {

		static final AtomicInteger noted = new AtomicInteger();

		@Override
		public boolean supports(Class<?> target) {
			return target == CompletableFuture.class;
		}

		@SuppressWarnings("FutureReturnValueIgnored") // The caller gets it
		@Override
		public CheckedSupplier<Object> decorate(FallbackMethod fallback, CheckedSupplier<Object> supplier) {
			return () -> {
				noted.incrementAndGet();
				return ((CompletableFuture<?>) supplier.get()).exceptionallyCompose((failure) -> {
					try {
						@SuppressWarnings("unchecked")
						CompletableFuture<Object> instead = (CompletableFuture<Object>) fallback.fallback(failure);
						return cast(instead);
					}
					catch (Throwable ex) {
						return CompletableFuture.failedFuture(ex);
					}
				});
			};
		}

		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
		private static <T> T cast(Object object) {
			return (T) object;
		}

	}

}
