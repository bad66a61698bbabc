package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the context of fallbacks that run on another thread.
 */
class FallbackContextTests {

	private final ApplicationContextRunner runner = Annotated.checked()
		.withBean(Remote.class)
		.withPropertyValues("resilience4j.timelimiter.instances.short.timeout-duration=50ms");

	@AfterEach
	void clear() {
		MDC.clear();
	}

	@Test
	void fallbacksOfOtherThreadsHaveTheContextOfTheCaller() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			Remote remote = context.getBean(Remote.class);
			MDC.put("user", "a");
			CompletableFuture<String> pooled;
			CompletableFuture<String> limited;
			CompletableFuture<String> retried;
			CompletableFuture<String> mono;
			CompletableFuture<String> flux;
			CurrentDeadline.Scope scope = CurrentDeadline.open(Deadline.after(Duration.ofMinutes(1), () -> 0));
			try {
				pooled = remote.pooled();
				limited = remote.limited();
				retried = remote.retried();
				mono = remote.mono().toFuture();
				flux = remote.flux().next().toFuture();
			}
			finally {
				scope.close();
			}
			MDC.clear();
			for (CompletableFuture<String> result : java.util.List.of(pooled, limited, retried, mono, flux)) {
				assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("a true");
			}
		});
	}

	@Test
	void fallbackHasNoDeadlineOfTheThreadThatCallsIt() {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			CompletableFuture<String> result = remote.pending();
			CurrentDeadline.Scope scope = CurrentDeadline.open(Deadline.after(Duration.ofMinutes(1), () -> 0));
			try {
				remote.breakOff();
				assertThat(CurrentDeadline.get()).isNotNull();
			}
			finally {
				scope.close();
			}
			assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("null false");
		});
	}

	@Test
	void fallbackOfAPublisherHasTheContextOfItsSubscriber() {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			MDC.put("user", "a");
			Mono<String> mono = remote.mono();
			Flux<String> flux = remote.flux();
			MDC.put("user", "b");
			CurrentDeadline.Scope scope = CurrentDeadline.open(Deadline.after(Duration.ofMinutes(1), () -> 0));
			CompletableFuture<String> ofMono;
			CompletableFuture<String> ofFlux;
			try {
				ofMono = mono.toFuture();
				ofFlux = flux.next().toFuture();
			}
			finally {
				scope.close();
			}
			MDC.put("user", "c");
			assertThat(ofMono.get(10, TimeUnit.SECONDS)).isEqualTo("b true");
			assertThat(ofFlux.get(10, TimeUnit.SECONDS)).isEqualTo("b true");
			assertThat(mono.block()).isEqualTo("c false");
		});
	}

	@Test
	void fallbackOfAPublisherHasTheContextOfTheCallerIfTheSubscriberHasNone() {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			MDC.put("user", "a");
			CurrentDeadline.Scope scope = CurrentDeadline.open(Deadline.after(Duration.ofMinutes(1), () -> 0));
			Mono<String> mono;
			Flux<String> flux;
			try {
				mono = remote.mono();
				flux = remote.flux();
			}
			finally {
				scope.close();
			}
			assertThat(mono.subscribeOn(Schedulers.boundedElastic()).block()).isEqualTo("a true");
			assertThat(flux.subscribeOn(Schedulers.boundedElastic()).blockFirst()).isEqualTo("a true");
		});
	}

	@Test
	void fallbackOfAPublisherHasTheDeadlineOfItsReactorContext() {
		this.runner.run((context) -> {
			Remote remote = context.getBean(Remote.class);
			Deadline deadline = Deadline.after(Duration.ofMinutes(1), () -> 0);
			assertThat(remote.mono().contextWrite((view) -> CurrentDeadline.put(view, deadline)).block())
				.isEqualTo("null true");
			assertThat(remote.flux().contextWrite((view) -> CurrentDeadline.put(view, deadline)).blockFirst())
				.isEqualTo("null true");
		});
	}

	@SuppressWarnings("unused")
	static class Remote {

		private final CompletableFuture<String> pending = new CompletableFuture<>();

		@CircuitBreaker(name = "pending", fallbackMethod = "instead")
		public CompletableFuture<String> pending() {
			return this.pending;
		}

		void breakOff() {
			this.pending.completeExceptionally(new IOException());
		}

		@Bulkhead(name = "pooled", type = Bulkhead.Type.THREADPOOL, fallbackMethod = "instead")
		public CompletableFuture<String> pooled() throws IOException {
			throw new IOException();
		}

		@TimeLimiter(name = "short", fallbackMethod = "instead")
		public CompletableFuture<String> limited() {
			return new CompletableFuture<>();
		}

		@Retry(name = "retried", fallbackMethod = "instead")
		public CompletableFuture<String> retried() {
			return CompletableFuture.failedFuture(new IOException());
		}

		private CompletableFuture<String> instead(Throwable failure) {
			return CompletableFuture.completedFuture(context());
		}

		@TimeLimiter(name = "short", fallbackMethod = "monoInstead")
		public Mono<String> mono() {
			return Mono.never();
		}

		private Mono<String> monoInstead(Throwable failure) {
			return Mono.just(context());
		}

		@TimeLimiter(name = "short", fallbackMethod = "fluxInstead")
		public Flux<String> flux() {
			return Flux.never();
		}

		private Flux<String> fluxInstead(Throwable failure) {
			return Flux.just(context());
		}

		private static String context() {
			return MDC.get("user") + " " + (CurrentDeadline.get() != null);
		}

	}

}
