package io.github.resiliencestarter.failure;

import java.time.Duration;

import io.github.resiliencestarter.failure.Verdict.Blame;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts on the status of gRPC calls:
 *
 * <pre>
 * status                                             blame       breaker   retried
 * UNAVAILABLE, connection failed or no instance      INSTANCE    failure   always
 * UNAVAILABLE, DEADLINE_EXCEEDED, never sent         TARGET      failure   always
 * UNAVAILABLE, DEADLINE_EXCEEDED,
 * RESOURCE_EXHAUSTED, INTERNAL, UNKNOWN              TARGET      failure   if idempotent
 * any of these with X-Failed-Dependency              DEPENDENCY  -         if idempotent
 * DATA_LOSS                                          TARGET      failure   no
 * CANCELLED                                          NOBODY      -         no
 * any, never sent because of credentials or
 * interceptors                                       NOBODY      -         no
 * all others                                         CALLER      success   no
 * </pre>
 *
 * The trailer {@code grpc-retry-pushback-ms} says when to retry, or that there must be no
 * retry. gRPC is optional: callers check {@link GrpcFailures#isStatus} first.
 */
final class RpcStatuses {

	/**
	 * Trailer of a server that says when to retry, in milliseconds.
	 */
	static final Metadata.Key<String> PUSHBACK = Metadata.Key.of("grpc-retry-pushback-ms",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<String> DEPENDENCY = Metadata.Key.of(FailedDependency.HEADER,
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Duration NEVER = Duration.ofMillis(-1);

	// A longer wait exceeds any deadline
	private static final int MOST_DIGITS = 10;

	private RpcStatuses() {
	}

	/**
	 * Returns whether a status is the fault of the target or of a service behind it.
	 */
	static boolean isFailure(Status status) {
		return switch (status.getCode()) {
			case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, UNKNOWN, DATA_LOSS -> true;
			case OK, CANCELLED, INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, FAILED_PRECONDITION,
					ABORTED, OUT_OF_RANGE, UNIMPLEMENTED, UNAUTHENTICATED ->
				false;
		};
	}

	static Verdict verdictOn(AttemptedRequest request, Throwable failure) {
		if (failure instanceof RpcFailure attempt && attempt.isUnprepared()) {
			return new Verdict(Blame.NOBODY, false, false, null);
		}
		Status status = statusOf(failure);
		boolean sent = !(failure instanceof RpcFailure attempt) || attempt.isSent();
		if (!isFailure(status)) {
			boolean canceled = status.getCode() == Status.Code.CANCELLED;
			return new Verdict(canceled ? Blame.NOBODY : Blame.CALLER, sent, false, null);
		}
		Metadata trailers = trailersOf(failure);
		Duration pushback = (trailers != null) ? pushback(trailers) : null;
		boolean safe = request.isBodyRepeatable() && (request.isIdempotent() || !sent);
		boolean repeatable = safe && status.getCode() != Status.Code.DATA_LOSS && !NEVER.equals(pushback);
		return new Verdict(blame(status, trailers, sent), sent, repeatable, NEVER.equals(pushback) ? null : pushback);
	}

	private static Blame blame(Status status, @Nullable Metadata trailers, boolean sent) {
		if (trailers != null && trailers.containsKey(DEPENDENCY)) {
			return Blame.DEPENDENCY;
		}
		Throwable cause = status.getCause();
		boolean unreachable = !sent && status.getCode() == Status.Code.UNAVAILABLE && cause != null
				&& (cause instanceof NoInstanceException || ConnectErrors.test(cause));
		return unreachable ? Blame.INSTANCE : Blame.TARGET;
	}

	// As in gRPC's own retries, what is no number forbids a retry
	private static @Nullable Duration pushback(Metadata trailers) {
		String text = trailers.get(PUSHBACK);
		if (text == null) {
			return null;
		}
		boolean isNumber = !text.isEmpty() && text.length() <= MOST_DIGITS
				&& text.chars().allMatch((c) -> c >= '0' && c <= '9');
		return isNumber ? Duration.ofMillis(Long.parseLong(text)) : NEVER;
	}

	static Status statusOf(Throwable failure) {
		return (failure instanceof StatusException checked) ? checked.getStatus()
				: ((StatusRuntimeException) failure).getStatus();
	}

	private static @Nullable Metadata trailersOf(Throwable failure) {
		return (failure instanceof StatusException checked) ? checked.getTrailers()
				: ((StatusRuntimeException) failure).getTrailers();
	}

}
