package io.github.resiliencestarter.fleet;

import java.util.concurrent.CompletableFuture;

/**
 * Sends one request without waiting for its answer.
 */
@FunctionalInterface
interface Sender {

	/**
	 * Sends a request.
	 * @return what became of it; never fails
	 */
	CompletableFuture<Outcome> send();

}
