package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.functions.CheckedSupplier;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.ParallelFlux;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for beans with which users extend Resilience4j for return types of their own. The
 * same with Resilience4j's aspects, where these can.
 */
class UserExtensionsTests {

	private final ApplicationContextRunner runner = Annotated.checked().withBean(Remote.class);

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void extensionOfABreakerSeesToItsType(String ours) {
		this.runner.withPropertyValues("resilience.annotation.enabled=" + ours)
			.withBean(PromiseBreaker.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Remote remote = context.getBean(Remote.class);
				CircuitBreaker breaker = breaker(context);
				assertThat(remote.promise("a").get()).isEqualTo("a");
				assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isOne();
				assertThatIllegalStateException().isThrownBy(() -> remote.promise("bad").get());
				assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isOne();
				assertThat(PromiseBreaker.methodName).isEqualTo(Remote.class.getName() + "#promise");
				breaker.transitionToOpenState();
				assertThatIllegalStateException().isThrownBy(() -> remote.promise("a").get())
					.withMessageContaining("open");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void joinPointShowsTheCall(String ours) {
		this.runner.withPropertyValues("resilience.annotation.enabled=" + ours)
			.withBean(Replacing.class)
			.run((context) -> {
				assertThat(context.getBean(Remote.class).promise("a").get()).isEqualTo("replaced");
				assertThat(Replacing.seen).containsExactly("promise", "a", "Remote", "true");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void extensionsOfAllStagesSeeToTheirType(String ours) {
		All.stages.clear();
		this.runner.withPropertyValues("resilience.annotation.enabled=" + ours).withBean(All.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Remote.class).everything().get()).isEqualTo("everything");
			assertThat(All.stages).containsExactly("retry", "breaker", "rate limiter", "time limiter", "bulkhead");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void extensionComesBeforeWhatIsKnown(String ours) {
		this.runner.withPropertyValues("resilience.annotation.enabled=" + ours)
			.withBean(Lenient.class)
			.run((context) -> {
				Remote remote = context.getBean(Remote.class);
				assertThat(remote.mono().block()).isEqualTo("lenient");
				assertThat(breaker(context).getMetrics().getNumberOfBufferedCalls()).isZero();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void retryOfAnotherStageIsAroundTheExtension(String ours) {
		this.runner.withPropertyValues("resilience.annotation.enabled=" + ours)
			.withBean(Lenient.class)
			.run((context) -> {
				Remote remote = context.getBean(Remote.class);
				assertThat(remote.retriedMono().block()).isEqualTo("third");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void decoratorPutsTheFallbackAroundItsType(String ours) {
		this.runner.withPropertyValues("resilience.annotation.enabled=" + ours)
			.withBean(PromiseBreaker.class)
			.withBean(PromiseFallback.class)
			.run((context) -> {
				Remote remote = context.getBean(Remote.class);
				assertThat(remote.withFallback("a").get()).isEqualTo("a");
				assertThat(remote.withFallback("bad").get()).isEqualTo("instead of bad");
				breaker(context).transitionToOpenState();
				assertThat(remote.withFallback("a").get()).isEqualTo("instead of a");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void decoratorComesBeforeWhatIsKnown(String ours) {
		this.runner.withPropertyValues("resilience.annotation.enabled=" + ours)
			.withBean(Noting.class)
			.run((context) -> {
				Noting.noted.set(0);
				Remote remote = context.getBean(Remote.class);
				assertThat(remote.future().get(10, TimeUnit.SECONDS)).isEqualTo("instead");
				assertThat(Noting.noted).hasValue(1);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void typeThatOnlyAnExtensionKnowsIsNotRejected(String ours) {
		this.runner.withPropertyValues("resilience.annotation.enabled=" + ours)
			.withBean(Parallel.class)
			.withBean(ParallelRemote.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(ParallelRemote.class).parallel().sequential().collectList().block())
					.containsExactly("a", "seen");
			});
	}

	@Test
	void exceptionWithoutAFallbackIsTheCallers() {
		this.runner.withBean(PromiseBreaker.class)
			.withBean(PromiseFallback.class)
			.run((context) -> assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> context.getBean(Remote.class).otherFallback("bad").get())
				.withMessage("bad"));
	}

	private static CircuitBreaker breaker(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("remote");
	}

	/**
	 * Result that fails when it is asked for.
	 */
	record Promise<T>(Supplier<T> value) {

		T get() {
			return this.value.get();
		}

	}

	@SuppressWarnings("unused")
	static class Remote {

		private final AtomicInteger calls = new AtomicInteger();

		private static Promise<String> answer(String what) {
			return new Promise<>(() -> {
				if (what.equals("bad")) {
					throw new IllegalStateException("bad");
				}
				return what;
			});
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote")
		public Promise<String> promise(String what) {
			return answer(what);
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote", fallbackMethod = "instead")
		public Promise<String> withFallback(String what) {
			return answer(what);
		}

		private Promise<String> instead(String what, RuntimeException failure) {
			return new Promise<>(() -> "instead of " + what);
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote", fallbackMethod = "onIo")
		public Promise<String> otherFallback(String what) {
			return answer(what);
		}

		private Promise<String> onIo(String what, IOException failure) {
			return new Promise<>(() -> "instead of " + what);
		}

		@Retry(name = "remote")
		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote")
		@io.github.resilience4j.ratelimiter.annotation.RateLimiter(name = "remote")
		@io.github.resilience4j.timelimiter.annotation.TimeLimiter(name = "remote")
		@Bulkhead(name = "remote")
		public Promise<String> everything() {
			return answer("everything");
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote")
		public Mono<String> mono() {
			return Mono.error(new IOException());
		}

		@Retry(name = "remote")
		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "passed")
		public Mono<String> retriedMono() {
			return Mono.defer(() -> (this.calls.incrementAndGet() < 3) ? Mono.error(new IllegalStateException())
					: Mono.just("third"));
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote",
				fallbackMethod = "futureInstead")
		public CompletableFuture<String> future() {
			return CompletableFuture.failedFuture(new IOException());
		}

		private CompletableFuture<String> futureInstead(Throwable failure) {
			return CompletableFuture.completedFuture("instead");
		}

	}

	static class ParallelRemote {

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote")
		public ParallelFlux<String> parallel() {
			return Flux.just("a").parallel(1);
		}

	}

	static class PromiseBreaker implements CircuitBreakerAspectExt {

		private static String methodName = "";

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

		private static List<String> seen = List.of();

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

		private static final List<String> stages = new ArrayList<>();

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

		private static final AtomicInteger noted = new AtomicInteger();

		@Override
		public boolean supports(Class<?> target) {
			return target == CompletableFuture.class;
		}

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
