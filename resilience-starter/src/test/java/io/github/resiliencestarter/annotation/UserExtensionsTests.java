package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.annotation.OwnExtensions.All;
import io.github.resiliencestarter.annotation.OwnExtensions.Lenient;
import io.github.resiliencestarter.annotation.OwnExtensions.Noting;
import io.github.resiliencestarter.annotation.OwnExtensions.Parallel;
import io.github.resiliencestarter.annotation.OwnExtensions.Promise;
import io.github.resiliencestarter.annotation.OwnExtensions.PromiseBreaker;
import io.github.resiliencestarter.annotation.OwnExtensions.PromiseFallback;
import io.github.resiliencestarter.annotation.OwnExtensions.Replacing;
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

}
