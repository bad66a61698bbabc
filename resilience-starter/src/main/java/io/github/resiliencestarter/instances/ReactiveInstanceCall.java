package io.github.resiliencestarter.instances;

import java.util.function.BiFunction;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.failure.Place;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.ReactiveCall;
import io.github.resiliencestarter.loadbalancing.SelectedInstance;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;

/**
 * One call that does its work when subscribed to.
 *
 * @param <T> the type of the result
 */
final class ReactiveInstanceCall<T> implements ReactiveCall<T> {

	private final InstanceAttempts attempts;

	private final BiFunction<Attempt, ServiceInstance, Mono<T>> code;

	ReactiveInstanceCall(InstanceAttempts attempts, BiFunction<Attempt, ServiceInstance, Mono<T>> code) {
		this.attempts = attempts;
		this.code = code;
	}

	// The time limit is within what ends the attempt at the instance: a timeout is a
	// failure of the instance, unlike a canceled attempt
	@Override
	public Mono<T> attempt(Attempt attempt) {
		return this.attempts.next()
			.timeout(attempt.timeLeft())
			.flatMap((selected) -> ending(selected,
					Mono.defer(() -> this.code.apply(attempt, selected.instance())).timeout(attempt.timeLeft())))
			.contextWrite((context) -> CurrentDeadline.put(context, attempt.deadlineOfCallsWithin()));
	}

	Mono<T> attemptOnce(Attempt attempt) {
		return this.attempts.next()
			.flatMap((selected) -> ending(selected, Mono.defer(() -> this.code.apply(attempt, selected.instance()))));
	}

	private static <T> Mono<T> ending(SelectedInstance selected, Mono<T> work) {
		return Mono.defer(() -> {
			selected.begin();
			return work;
		})
			.doOnSuccess((result) -> selected.end(null))
			.doOnError((error) -> InstanceAttempts.fail(selected, error))
			.doOnCancel(() -> InstanceAttempts.giveUp(selected));
	}

	@Override
	public Outcome outcomeOf(Throwable error) {
		return this.attempts.outcomeOf(error);
	}

	@Override
	public @Nullable Place placeOf(Attempt attempt) {
		return this.attempts.place();
	}

}
