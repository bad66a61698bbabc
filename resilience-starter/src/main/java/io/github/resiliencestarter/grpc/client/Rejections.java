package io.github.resiliencestarter.grpc.client;

import io.github.resiliencestarter.guard.CallRejectedException;
import io.grpc.Status;

/**
 * Translator of failures that do not come from an RPC to a status, whose cause is the
 * failure.
 */
final class Rejections {

	private Rejections() {
	}

	static Status statusOf(Throwable failure) {
		if (!(failure instanceof CallRejectedException rejected)) {
			return Status.fromThrowable(failure);
		}
		Status status = switch (rejected.getReason()) {
			case BREAKER, BUDGET -> Status.UNAVAILABLE;
			case BULKHEAD, LIMIT -> Status.RESOURCE_EXHAUSTED;
			case DEADLINE -> Status.DEADLINE_EXCEEDED;
		};
		return status.withDescription(rejected.getMessage()).withCause(rejected);
	}

}
