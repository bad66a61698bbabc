package io.github.resiliencestarter.guard;

import reactor.core.publisher.Mono;

/**
 * Call that does its work when subscribed to.
 *
 * @param <T> the type of the result
 */
public interface ReactiveCall<T> extends CallRules<T> {

	/**
	 * Try once, for no longer than the attempt may take.
	 * @param attempt the attempt
	 * @return the result
	 */
	Mono<T> attempt(Attempt attempt);

	/**
	 * Give up a result that another attempt will replace.
	 * @param result the result
	 * @return completes when it is given up
	 */
	default Mono<Void> discard(T result) {
		return Mono.empty();
	}

}
