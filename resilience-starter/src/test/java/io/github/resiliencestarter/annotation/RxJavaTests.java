package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.observers.TestObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for annotated methods that return types of RxJava 3.
 */
class RxJavaTests {

	private static final Flowable<String> FAILING = Flowable.error(() -> new IOException("failure"));

	private final ApplicationContextRunner runner = Annotated.runner()
		.withBean(Remote.class)
		.withPropertyValues("resilience4j.timelimiter.configs.default.timeout-duration=60s",
				"resilience4j.timelimiter.configs.short.timeout-duration=50ms",
				"resilience4j.bulkhead.configs.default.max-concurrent-calls=1",
				"resilience4j.bulkhead.configs.default.max-wait-duration=0");

	static Stream<Type> types() {
		return Stream.of(
				new Type("Single", List.of("a"), List.of("instead"),
						(remote, answer) -> remote.single(answer).toObservable(),
						(remote, answer) -> remote.singleWithFallback(answer).toObservable(),
						(remote, answer) -> remote.singleLimited(answer).toObservable()),
				new Type("Maybe", List.of("a"), List.of("instead"),
						(remote, answer) -> remote.maybe(answer).toObservable(),
						(remote, answer) -> remote.maybeWithFallback(answer).toObservable(),
						(remote, answer) -> remote.maybeLimited(answer).toObservable()),
				new Type("empty Maybe", List.of(), List.of("instead"),
						(remote, answer) -> remote.maybe(answer).toObservable(),
						(remote, answer) -> remote.maybeWithFallback(answer).toObservable(),
						(remote, answer) -> remote.maybeLimited(answer).toObservable()),
				new Type("Completable", List.of(), List.of(),
						(remote, answer) -> remote.completable(answer).toObservable(),
						(remote, answer) -> remote.completableWithFallback(answer).toObservable(),
						(remote, answer) -> remote.completableLimited(answer).toObservable()),
				new Type("Observable", List.of("a", "b"), List.of("instead", "of it"), Remote::observable,
						Remote::observableWithFallback, Remote::observableLimited),
				new Type("Flowable", List.of("a", "b"), List.of("instead", "of it"),
						(remote, answer) -> remote.flowable(answer).toObservable(),
						(remote, answer) -> remote.flowableWithFallback(answer).toObservable(),
						(remote, answer) -> remote.flowableLimited(answer).toObservable()));
	}

	@ParameterizedTest
	@MethodSource("types")
	void responseReachesTheCallerAndIsRecorded(Type type) {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			observe(type.guarded(), remote, type.answer()).assertNoErrors().assertValueSequence(type.values());
			assertThat(remote.subscriptions()).isOne();
			assertThat(breaker(context).getNumberOfSuccessfulCalls()).isOne();
			assertThat(breaker(context).getNumberOfFailedCalls()).isZero();
			assertThat(free(context)).isOne();
		});
	}

	@ParameterizedTest
	@MethodSource("types")
	void failureIsRetriedAndRecordedEachTimeAndReachesTheCaller(Type type) {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			observe(type.guarded(), remote, FAILING).assertError(IOException.class).assertNoValues();
			assertThat(remote.subscriptions()).isEqualTo(3);
			assertThat(breaker(context).getNumberOfFailedCalls()).isEqualTo(3);
			assertThat(free(context)).isOne();
		});
	}

	@ParameterizedTest
	@MethodSource("types")
	void secondAttemptMaySucceed(Type type) {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			AtomicInteger attempts = new AtomicInteger();
			Flowable<String> failsOnce = Flowable
				.defer(() -> (attempts.incrementAndGet() == 1) ? FAILING : type.answer());
			observe(type.guarded(), remote, failsOnce).assertNoErrors().assertValueSequence(type.values());
			assertThat(breaker(context).getNumberOfFailedCalls()).isOne();
			assertThat(breaker(context).getNumberOfSuccessfulCalls()).isOne();
		});
	}

	@ParameterizedTest
	@MethodSource("types")
	void fallbackIsCalledAfterTheLastRetry(Type type) {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			observe(type.withFallback(), remote, FAILING).assertNoErrors().assertValueSequence(type.instead());
			assertThat(remote.subscriptions()).isEqualTo(3);
			assertThat(remote.fallbacks()).isOne();
		});
	}

	@ParameterizedTest
	@MethodSource("types")
	void openBreakerRejectsWithoutASubscription(Type type) {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("remote").transitionToOpenState();
			observe(type.guarded(), remote, type.answer()).assertError(CallNotPermittedException.class);
			observe(type.withFallback(), remote, type.answer()).assertValueSequence(type.instead());
			assertThat(remote.subscriptions()).isZero();
		});
	}

	@ParameterizedTest
	@MethodSource("types")
	void whatTakesTooLongIsCancelledAndFails(Type type) {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			observe(type.limited(), remote, Flowable.never()).assertError(TimeoutException.class);
			assertThat(remote.cancellations()).isOne();
			assertThat(breaker(context).getNumberOfFailedCalls()).isOne();
		});
	}

	@ParameterizedTest
	@MethodSource("types")
	void callerThatCancelsFreesTheBulkhead(Type type) {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			Disposable call = type.guarded().apply(remote, Flowable.never()).subscribe();
			assertThat(free(context)).isZero();
			call.dispose();
			assertThat(free(context)).isOne();
			assertThat(remote.cancellations()).isOne();
			assertThat(breaker(context).getNumberOfBufferedCalls()).isZero();
		});
	}

	@ParameterizedTest
	@MethodSource("types")
	void methodThatThrowsCountsAsOneThatFails(Type type) {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			observe(type.withFallback(), remote, null).assertNoErrors().assertValueSequence(type.instead());
			assertThat(breaker(context).getNumberOfFailedCalls()).isEqualTo(3);
		});
	}

	private static TestObserver<String> observe(Call call, Remote remote, @Nullable Flowable<String> answer) {
		TestObserver<String> observer = call.apply(remote, answer).test();
		assertThat(observer.awaitDone(30, TimeUnit.SECONDS).isDisposed()).isFalse();
		return observer;
	}

	private static Metrics breaker(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("remote").getMetrics();
	}

	private static int free(ApplicationContext context) {
		return context.getBean(BulkheadRegistry.class).bulkhead("remote").getMetrics().getAvailableConcurrentCalls();
	}

	/**
	 * Return type of methods.
	 *
	 * @param name the name of the type
	 * @param values the answer of a method
	 * @param instead the answer of its fallback
	 * @param guarded calls a method with all annotations
	 * @param withFallback calls one with a fallback
	 * @param limited calls one with little time
	 */
	record Type(String name, List<String> values, List<String> instead, Call guarded, Call withFallback, Call limited) {

		private Flowable<String> answer() {
			return Flowable.fromIterable(this.values);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	@FunctionalInterface
	interface Call {

		Observable<String> apply(Remote remote, @Nullable Flowable<String> answer);

	}

	@SuppressWarnings("unused")
	static class Remote {

		private final AtomicInteger subscriptions = new AtomicInteger();

		private final AtomicInteger cancellations = new AtomicInteger();

		private final AtomicInteger fallbacks = new AtomicInteger();

		int subscriptions() {
			return this.subscriptions.get();
		}

		int cancellations() {
			return this.cancellations.get();
		}

		int fallbacks() {
			return this.fallbacks.get();
		}

		@Retry(name = "remote")
		@CircuitBreaker(name = "remote")
		@TimeLimiter(name = "remote")
		@Bulkhead(name = "remote")
		Single<String> single(@Nullable Flowable<String> answer) {
			return counted(answer).firstOrError();
		}

		@Retry(name = "remote")
		@CircuitBreaker(name = "remote", fallbackMethod = "insteadOfSingle")
		Single<String> singleWithFallback(@Nullable Flowable<String> answer) {
			return counted(answer).firstOrError();
		}

		@CircuitBreaker(name = "remote")
		@TimeLimiter(name = "short")
		Single<String> singleLimited(@Nullable Flowable<String> answer) {
			return counted(answer).firstOrError();
		}

		Single<String> insteadOfSingle(Exception ex) {
			return instead().firstOrError();
		}

		@Retry(name = "remote")
		@CircuitBreaker(name = "remote")
		@TimeLimiter(name = "remote")
		@Bulkhead(name = "remote")
		Maybe<String> maybe(@Nullable Flowable<String> answer) {
			return counted(answer).firstElement();
		}

		@Retry(name = "remote")
		@CircuitBreaker(name = "remote", fallbackMethod = "insteadOfMaybe")
		Maybe<String> maybeWithFallback(@Nullable Flowable<String> answer) {
			return counted(answer).firstElement();
		}

		@CircuitBreaker(name = "remote")
		@TimeLimiter(name = "short")
		Maybe<String> maybeLimited(@Nullable Flowable<String> answer) {
			return counted(answer).firstElement();
		}

		Maybe<String> insteadOfMaybe(Exception ex) {
			return instead().firstElement();
		}

		@Retry(name = "remote")
		@CircuitBreaker(name = "remote")
		@TimeLimiter(name = "remote")
		@Bulkhead(name = "remote")
		Completable completable(@Nullable Flowable<String> answer) {
			return counted(answer).ignoreElements();
		}

		@Retry(name = "remote")
		@CircuitBreaker(name = "remote", fallbackMethod = "insteadOfCompletable")
		Completable completableWithFallback(@Nullable Flowable<String> answer) {
			return counted(answer).ignoreElements();
		}

		@CircuitBreaker(name = "remote")
		@TimeLimiter(name = "short")
		Completable completableLimited(@Nullable Flowable<String> answer) {
			return counted(answer).ignoreElements();
		}

		Completable insteadOfCompletable(Exception ex) {
			return instead().ignoreElements();
		}

		@Retry(name = "remote")
		@CircuitBreaker(name = "remote")
		@TimeLimiter(name = "remote")
		@Bulkhead(name = "remote")
		Observable<String> observable(@Nullable Flowable<String> answer) {
			return counted(answer).toObservable();
		}

		@Retry(name = "remote")
		@CircuitBreaker(name = "remote", fallbackMethod = "insteadOfObservable")
		Observable<String> observableWithFallback(@Nullable Flowable<String> answer) {
			return counted(answer).toObservable();
		}

		@CircuitBreaker(name = "remote")
		@TimeLimiter(name = "short")
		Observable<String> observableLimited(@Nullable Flowable<String> answer) {
			return counted(answer).toObservable();
		}

		Observable<String> insteadOfObservable(Exception ex) {
			return instead().toObservable();
		}

		@Retry(name = "remote")
		@CircuitBreaker(name = "remote")
		@TimeLimiter(name = "remote")
		@Bulkhead(name = "remote")
		Flowable<String> flowable(@Nullable Flowable<String> answer) {
			return counted(answer);
		}

		@Retry(name = "remote")
		@CircuitBreaker(name = "remote", fallbackMethod = "insteadOfFlowable")
		Flowable<String> flowableWithFallback(@Nullable Flowable<String> answer) {
			return counted(answer);
		}

		@CircuitBreaker(name = "remote")
		@TimeLimiter(name = "short")
		Flowable<String> flowableLimited(@Nullable Flowable<String> answer) {
			return counted(answer);
		}

		Flowable<String> insteadOfFlowable(Exception ex) {
			return instead();
		}

		private Flowable<String> counted(@Nullable Flowable<String> answer) {
			if (answer == null) {
				throw new IllegalStateException("failure");
			}
			return answer.doOnSubscribe((subscription) -> this.subscriptions.incrementAndGet())
				.doOnCancel(this.cancellations::incrementAndGet);
		}

		private Flowable<String> instead() {
			this.fallbacks.incrementAndGet();
			return Flowable.just("instead", "of it");
		}

	}

}
