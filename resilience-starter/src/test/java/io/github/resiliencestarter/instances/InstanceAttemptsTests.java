package io.github.resiliencestarter.instances;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.loadbalancing.InstanceSelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link InstanceAttempts}: whatever begins at an instance ends there.
 */
@Timeout(30)
class InstanceAttemptsTests {

	private static final Duration LIMIT = Duration.ofMillis(50);

	private final Lifecycle lifecycle = new Lifecycle();

	private final Attempt attempt = mock(Attempt.class);

	InstanceAttemptsTests() {
		given(this.attempt.timeLeft()).willReturn(LIMIT);
		given(this.attempt.deadlineOfCallsWithin()).willReturn(Deadline.after(LIMIT, () -> 0));
	}

	@Test
	void blockingAttemptEndsIfItsTimeIsOverWhileItBegins() {
		Thread caller = Thread.currentThread();
		CountDownLatch over = new CountDownLatch(1);
		this.lifecycle.onBegin = () -> {
			if (Thread.currentThread() != caller) {
				await(over);
			}
		};
		BlockingInstanceCall<String> call = new BlockingInstanceCall<>(
				attempts(chosen().publishOn(Schedulers.boundedElastic())), (attempt, instance) -> {
					throw new TimeoutException("late");
				});
		assertThatException().isThrownBy(() -> call.attempt(this.attempt));
		over.countDown();
		assertThat(this.lifecycle.ended).hasValue(1);
		assertThat(this.lifecycle.begun).hasValue(1);
	}

	@Test
	void reactiveAttemptEndsIfItIsCanceledWhileItBegins() {
		Sinks.Empty<Void> cancellation = Sinks.empty();
		this.lifecycle.onBegin = cancellation::tryEmitEmpty;
		ReactiveInstanceCall<String> call = new ReactiveInstanceCall<>(attempts(chosen()),
				(attempt, instance) -> Mono.never());
		assertThat(call.attempt(this.attempt).takeUntilOther(cancellation.asMono()).blockOptional()).isEmpty();
		assertThat(this.lifecycle.begun).hasValue(1);
		assertThat(this.lifecycle.ended).hasValue(1);
	}

	@Test
	void attemptThatIsCanceledDuringTheSelectionDoesNotBegin() {
		ReactiveInstanceCall<String> call = new ReactiveInstanceCall<>(attempts(Mono.never()),
				(attempt, instance) -> Mono.just("a"));
		call.attempt(this.attempt).subscribe().dispose();
		assertThat(this.lifecycle.begun).hasValue(0);
		assertThat(this.lifecycle.ended).hasValue(0);
	}

	private static Mono<Response<ServiceInstance>> chosen() {
		return Mono
			.just(new DefaultResponse(new DefaultServiceInstance("pricing-1", "pricing", "127.0.0.1", 1, false)));
	}

	@SuppressWarnings("unchecked")
	private InstanceAttempts attempts(Publisher<Response<ServiceInstance>> choice) {
		ReactiveLoadBalancer<ServiceInstance> balancer = mock(ReactiveLoadBalancer.class);
		given(balancer.choose(any(Request.class))).willReturn(choice);
		ReactiveLoadBalancer.Factory<ServiceInstance> factory = mock(ReactiveLoadBalancer.Factory.class);
		given(factory.getInstance("pricing")).willReturn(balancer);
		given(factory.getInstances("pricing", LoadBalancerLifecycle.class))
			.willReturn(Map.of("lifecycle", this.lifecycle));
		return new InstanceAttempts(new DiscoveredTarget("pricing", mock(Guards.class), HttpJudge.standard(),
				new InstanceSelector("pricing", "lb", factory)), false);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Counts what is in flight, as load balancers do.
	 */
	private static final class Lifecycle implements LoadBalancerLifecycle<Object, Object, ServiceInstance> {

		private final AtomicInteger begun = new AtomicInteger();

		private final AtomicInteger ended = new AtomicInteger();

		private Runnable onBegin = () -> {
		};

		@Override
		public void onStart(Request<Object> request) {
		}

		@Override
		public void onStartRequest(Request<Object> request, Response<ServiceInstance> response) {
			this.begun.incrementAndGet();
			Objects.requireNonNull(this.onBegin).run();
		}

		@Override
		public void onComplete(CompletionContext<Object, ServiceInstance, Object> completion) {
			this.ended.incrementAndGet();
		}

	}

}
