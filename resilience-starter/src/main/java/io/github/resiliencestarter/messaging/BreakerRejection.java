package io.github.resiliencestarter.messaging;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.RejectionReason;
import org.jspecify.annotations.Nullable;

/**
 * Test of whether a listener has failed because a circuit breaker rejected one of its
 * calls, which says nothing about the message.
 */
final class BreakerRejection {

	private static final int MAX_DEPTH = 20;

	private BreakerRejection() {
	}

	static boolean isCauseOf(Throwable failure) {
		Throwable current = failure;
		for (int depth = 0; current != null && depth < MAX_DEPTH; depth++) {
			if (isRejection(current)) {
				return true;
			}
			current = current.getCause();
		}
		return false;
	}

	private static boolean isRejection(@Nullable Throwable failure) {
		return failure instanceof CallNotPermittedException || (failure instanceof CallRejectedException rejected
				&& rejected.getReason() == RejectionReason.BREAKER && rejected.getCause() == null);
	}

}
