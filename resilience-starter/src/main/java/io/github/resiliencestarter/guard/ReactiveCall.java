package io.github.resiliencestarter.guard;

import reactor.core.publisher.Mono;

/**
 * Call that does its work when subscribed to.
 *
 * @param <T> the type of the result
 */
public interface ReactiveCall<T> extends CallRules<T> {

	/**
	 * Makes one attempt, within its time limit.
	 * @param attempt the attempt
	 * @return the result
	 */
	Mono<T> attempt(Attempt attempt);

	/**
	 * Discards a result that another attempt will replace.
	 * @param result the result
	 * @return completes when it has been discarded
	 */
	default Mono<Void> discard(T result) {
		return Mono.empty();
	}

}
