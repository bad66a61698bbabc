package io.github.resiliencestarter.instances;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.Guard;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Target of calls over any protocol whose instances are discovered: the load balancer
 * chooses an instance for each attempt, a retry goes to another instance, and an instance
 * that keeps failing is ejected. Calls pass the same gates as those of HTTP clients.
 * Immutable.
 * <p>
 * Each exception counts against the target, and against the instance, unless it
 * represents a response, or a
 * {@link io.github.resiliencestarter.failure.VerdictCustomizer} decides otherwise. If the
 * instance could not be reached, any call is retried on another one. If calls to the
 * target are not guarded, an instance is chosen and the code runs once.
 */
public final class GuardedInstances {

	private final DiscoveredTarget target;

	private final boolean idempotent;

	GuardedInstances(DiscoveredTarget target, boolean idempotent) {
		this.target = target;
		this.idempotent = idempotent;
	}

	/**
	 * Returns the same target for calls that are safe to repeat, so that they are
	 * retried. Other calls are retried only if the instance could not be reached.
	 * @return the target
	 */
	public GuardedInstances idempotent() {
		return new GuardedInstances(this.target, true);
	}

	/**
	 * Makes a call on this thread. The code must end within {@link Attempt#timeLeft()},
	 * for example by a timeout of the library that it uses: nothing aborts it.
	 * @param code the code that makes one attempt
	 * @param <T> the type of the result
	 * @return the result of the attempt that succeeded
	 * @throws CallRejectedException if the guard rejects the call
	 * @throws Exception the failure of the last attempt
	 */
	public <T extends @Nullable Object> T call(InstanceCall<T> code) throws Exception {
		BlockingInstanceCall<T> call = new BlockingInstanceCall<>(attempts(), code);
		Guard guard = guard();
		return (guard != null) ? guard.call(call).value()
				: this.target.guards().of(this.target.name()).call(call::attemptOnce);
	}

	/**
	 * Makes an asynchronous call. An attempt that takes longer than its limit fails with
	 * a {@link TimeoutException}, and its future is canceled.
	 * @param code the code that begins one attempt
	 * @param <T> the type of the result
	 * @return the result; canceling it cancels the attempt
	 */
	public <T> CompletableFuture<T> callAsync(BiFunction<Attempt, ServiceInstance, ? extends CompletionStage<T>> code) {
		Deadline deadline = CurrentDeadline.get();
		return callMono(
				(attempt, instance) -> Mono.<T>fromFuture(() -> code.apply(attempt, instance).toCompletableFuture()))
			.contextWrite((context) -> (deadline != null) ? CurrentDeadline.put(context, deadline) : context)
			.toFuture();
	}

	/**
	 * Makes a call when subscribed to. An attempt that takes longer than its limit is
	 * canceled and fails with a {@link TimeoutException}.
	 * @param code the code that makes one attempt
	 * @param <T> the type of the result
	 * @return the result
	 */
	public <T> Mono<T> callMono(BiFunction<Attempt, ServiceInstance, Mono<T>> code) {
		return Mono.defer(() -> {
			ReactiveInstanceCall<T> call = new ReactiveInstanceCall<>(attempts(), code);
			Guard guard = guard();
			return (guard != null) ? guard.call(call)
					: this.target.guards().of(this.target.name()).callMono(call::attemptOnce);
		});
	}

	private InstanceAttempts attempts() {
		return new InstanceAttempts(this.target, this.idempotent);
	}

	private @Nullable Guard guard() {
		return this.target.guards().forTarget(this.target.name());
	}

}
