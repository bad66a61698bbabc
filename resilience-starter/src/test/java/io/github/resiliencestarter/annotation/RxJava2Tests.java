package io.github.resiliencestarter.annotation;

import java.io.IOException;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.annotation.Retry;
import io.reactivex.Completable;
import io.reactivex.CompletableSource;
import io.reactivex.Flowable;
import io.reactivex.Maybe;
import io.reactivex.MaybeSource;
import io.reactivex.Observable;
import io.reactivex.ObservableSource;
import io.reactivex.Single;
import io.reactivex.SingleSource;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.ParallelFlux;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for annotated methods that return types of RxJava 2, and types that cannot be
 * protected.
 */
class RxJava2Tests {

	private final ApplicationContextRunner runner = Annotated.checked();

	@Test
	void typesOfRxJava2AreProtected() {
		this.runner.withBean(Remote.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Remote remote = context.getBean(Remote.class);
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("remote");
			assertThat(remote.flowable(false).toList().blockingGet()).containsExactly("a", "b");
			assertThat(remote.observable(false).toList().blockingGet()).containsExactly("a", "b");
			assertThat(remote.single(false).blockingGet()).isEqualTo("a");
			assertThat(remote.maybe(false).blockingGet()).isEqualTo("a");
			assertThat(remote.empty().blockingGet()).isNull();
			assertThat(remote.completable(false).blockingGet()).isNull();
			assertThat(Flux.from(remote.publisher(false)).collectList().block()).containsExactly("a");
			assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(7);
			assertThat(remote.single(true).blockingGet()).isEqualTo("instead");
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> remote.flowable(true).toList().blockingGet())
				.withCauseInstanceOf(IOException.class);
			assertThat(remote.completable(true).blockingGet()).isInstanceOf(IOException.class);
			assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(7);
			breaker.transitionToOpenState();
			assertThat(remote.completable(false).blockingGet()).isInstanceOf(CallNotPermittedException.class);
		});
	}

	@Test
	void interfacesOfRxJavaAreProtectedToo() {
		this.runner.withBean(Sources.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Sources sources = context.getBean(Sources.class);
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("sources");
			assertThat(Single.wrap(sources.single()).blockingGet()).isEqualTo("a");
			assertThat(Observable.wrap(sources.observable()).toList().blockingGet()).containsExactly("a", "b");
			assertThat(Maybe.wrap(sources.maybe()).blockingGet()).isEqualTo("a");
			assertThat(Completable.wrap(sources.completable()).blockingGet()).isNull();
			assertThat(io.reactivex.rxjava3.core.Single.wrap(sources.single3()).blockingGet()).isEqualTo("a");
			assertThat(io.reactivex.rxjava3.core.Observable.wrap(sources.observable3()).toList().blockingGet())
				.containsExactly("a", "b");
			assertThat(io.reactivex.rxjava3.core.Maybe.wrap(sources.maybe3()).blockingGet()).isEqualTo("a");
			io.reactivex.rxjava3.core.Completable.wrap(sources.completable3()).blockingAwait();
			assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(8);
			breaker.transitionToOpenState();
			assertThat(Completable.wrap(sources.completable()).blockingGet())
				.isInstanceOf(CallNotPermittedException.class);
			assertThatExceptionOfType(CallNotPermittedException.class)
				.isThrownBy(() -> io.reactivex.rxjava3.core.Maybe.wrap(sources.maybe3()).blockingGet());
		});
	}

	@Test
	void unsupportedTypesStopTheStartup() {
		this.runner.withBean(Unsupported.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasMessageContainingAll("Unsupported.parallel() (unsupported-type)",
					"It returns a ParallelFlux, which its @CircuitBreaker cannot protect.",
					"Unsupported.own() (unsupported-type)");
		});
	}

	@Test
	void typesThatNothingCanBePutAroundFailTheCallWithoutChecks() {
		this.runner.withBean(Unsupported.class)
			.withPropertyValues("resilience.diagnostics.enabled=false")
			.run((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(Unsupported.class).parallel())
				.withMessageContainingAll("Unsupported.parallel()", "Return Mono, Flux or Publisher"));
	}

	@SuppressWarnings("unused")
	static class Remote {

		@Retry(name = "remote")
		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote")
		public Flowable<String> flowable(boolean fails) {
			return fails ? Flowable.error(new IOException()) : Flowable.just("a", "b");
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote")
		public Observable<String> observable(boolean fails) {
			return fails ? Observable.error(new IOException()) : Observable.just("a", "b");
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote",
				fallbackMethod = "singleInstead")
		@Retry(name = "remote")
		public Single<String> single(boolean fails) {
			return fails ? Single.error(new IOException()) : Single.just("a");
		}

		private Single<String> singleInstead(boolean fails, Throwable failure) {
			return Single.just("instead");
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote")
		public Maybe<String> maybe(boolean fails) {
			return fails ? Maybe.error(new IOException()) : Maybe.just("a");
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote")
		public Maybe<String> empty() {
			return Maybe.empty();
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote")
		public Completable completable(boolean fails) {
			return fails ? Completable.error(new IOException()) : Completable.complete();
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote")
		public Publisher<String> publisher(boolean fails) {
			return fails ? Mono.error(new IOException()) : Mono.just("a");
		}

	}

	@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "sources")
	static class Sources {

		public SingleSource<String> single() {
			return Single.just("a");
		}

		public ObservableSource<String> observable() {
			return Observable.just("a", "b");
		}

		public MaybeSource<String> maybe() {
			return Maybe.just("a");
		}

		public CompletableSource completable() {
			return Completable.complete();
		}

		public io.reactivex.rxjava3.core.SingleSource<String> single3() {
			return io.reactivex.rxjava3.core.Single.just("a");
		}

		public io.reactivex.rxjava3.core.ObservableSource<String> observable3() {
			return io.reactivex.rxjava3.core.Observable.just("a", "b");
		}

		public io.reactivex.rxjava3.core.MaybeSource<String> maybe3() {
			return io.reactivex.rxjava3.core.Maybe.just("a");
		}

		public io.reactivex.rxjava3.core.CompletableSource completable3() {
			return io.reactivex.rxjava3.core.Completable.complete();
		}

	}

	static class Unsupported {

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "unsupported")
		public ParallelFlux<String> parallel() {
			return Flux.just("a").parallel();
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "unsupported")
		public OwnMono own() {
			return new OwnMono();
		}

	}

	static class OwnMono extends Mono<String> {

		@Override
		public void subscribe(CoreSubscriber<? super String> subscriber) {
			Mono.just("a").subscribe(subscriber);
		}

	}

}
