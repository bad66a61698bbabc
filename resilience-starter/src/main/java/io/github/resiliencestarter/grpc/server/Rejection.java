package io.github.resiliencestarter.grpc.server;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Rejected call as its caller is told about it: the facts of the problem detail that an
 * HTTP response would have.
 *
 * @param code the code of the status
 * @param target the target of the rejected call, or the name of the Resilience4j instance
 * @param reason the reason, in lower case
 * @param detail the description
 * @param retryAfter the time after which a call may be let through, or {@code null} if it
 * is unknown
 */
record Rejection(Code code, String target, String reason, String detail, @Nullable Duration retryAfter) {

	private static final int MOST_CAUSES = 20;

	/**
	 * Codes that stubs give to calls which are rejected before they are sent. Any other
	 * code is the decision of the user.
	 */
	private static final Set<Code> CODES_OF_REJECTIONS = Set.of(Code.UNAVAILABLE, Code.RESOURCE_EXHAUSTED,
			Code.DEADLINE_EXCEEDED, Code.UNKNOWN);

	/**
	 * Returns the rejection that a failure is, or is caused by.
	 * @param failure the failure
	 * @return the rejection, or {@code null} if it is none
	 */
	static @Nullable Rejection of(Throwable failure) {
		Code code = code(failure);
		if (code != null && !CODES_OF_REJECTIONS.contains(code)) {
			return null;
		}
		return Stream.<@Nullable Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
			.limit(MOST_CAUSES)
			.map(Rejection::ofOne)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private static @Nullable Code code(Throwable failure) {
		boolean hasStatus = failure instanceof StatusRuntimeException || failure instanceof StatusException;
		return hasStatus ? Status.fromThrowable(failure).getCode() : null;
	}

	private static @Nullable Rejection ofOne(@Nullable Throwable failure) {
		if (failure instanceof CallRejectedException rejected) {
			Code code = switch (rejected.getReason()) {
				case DEADLINE -> Code.DEADLINE_EXCEEDED;
				case BULKHEAD, LIMIT -> Code.RESOURCE_EXHAUSTED;
				default -> Code.UNAVAILABLE;
			};
			return new Rejection(code, rejected.getTarget(), rejected.getReason().name().toLowerCase(Locale.ROOT),
					String.valueOf(rejected.getMessage()), rejected.getRetryAfter());
		}
		if (failure instanceof CallNotPermittedException open) {
			return byInstance(Code.UNAVAILABLE, open.getCausingCircuitBreakerName(), "breaker",
					"its circuit breaker is open");
		}
		if (failure instanceof BulkheadFullException full) {
			return byInstance(Code.RESOURCE_EXHAUSTED, full.getBulkheadName(), "bulkhead",
					"too many calls are in flight");
		}
		if (failure instanceof RequestNotPermitted limited) {
			return byInstance(Code.RESOURCE_EXHAUSTED, limited.getCausingRateLimiterName(), "rate",
					"the rate limit is exceeded");
		}
		return null;
	}

	private static Rejection byInstance(Code code, String name, String reason, String text) {
		return new Rejection(code, name, reason, "Call of '" + name + "' rejected: " + text, null);
	}

}
