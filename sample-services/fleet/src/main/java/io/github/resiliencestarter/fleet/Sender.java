package io.github.resiliencestarter.fleet;

import java.util.concurrent.CompletableFuture;

/**
 * Sends one request without waiting for the response.
 */
@FunctionalInterface
interface Sender {

	/**
	 * Sends a request.
	 * @return the outcome; never fails
	 */
	CompletableFuture<Outcome> send();

}
