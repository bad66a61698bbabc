package io.github.resiliencestarter.messaging;

import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.BatchListenerFailedException;

/**
 * Search for the exception that tells which record of a batch has failed.
 */
final class BatchFailure {

	private static final int MAX_DEPTH = 20;

	private BatchFailure() {
	}

	static @Nullable BatchListenerFailedException find(Throwable failure) {
		Throwable current = failure;
		for (int depth = 0; current != null && depth < MAX_DEPTH; depth++) {
			if (current instanceof BatchListenerFailedException found) {
				return found;
			}
			current = current.getCause();
		}
		return null;
	}

}
