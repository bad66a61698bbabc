package io.github.resiliencestarter.grpc.server;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.github.resiliencestarter.failure.FailedDependency;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Mark on the failure of a call to another service. It tells that failure from a status
 * that the code of this service has chosen, and never leaves the process.
 */
final class FailedCall {

	/**
	 * Trailer that carries the mark within this process: the name of the target, or
	 * nothing if the description of the status is our own.
	 */
	static final Metadata.Key<String> MARK = Metadata.Key.of("resilience-failed-call",
			Metadata.ASCII_STRING_MARSHALLER);

	/**
	 * Trailer that tells the caller about a failed dependency.
	 */
	static final Metadata.Key<String> HEADER = Metadata.Key.of(FailedDependency.HEADER,
			Metadata.ASCII_STRING_MARSHALLER);

	private static final int MOST_CAUSES = 20;

	private static final Set<Code> FAILURES = Set.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.RESOURCE_EXHAUSTED,
			Code.INTERNAL, Code.UNKNOWN, Code.DATA_LOSS);

	private FailedCall() {
	}

	/**
	 * Marks the trailers of a call to another service if that has failed.
	 * @param status the status of the call
	 * @param trailers the trailers of the call
	 * @param target the target of the call
	 */
	static void mark(Status status, Metadata trailers, String target) {
		if (FAILURES.contains(status.getCode())) {
			trailers.discardAll(MARK);
			trailers.put(MARK, target);
		}
	}

	/**
	 * Returns a marked status.
	 * @param status the status
	 * @param trailers the trailers, or {@code null} if there are none
	 * @param target the target, or nothing if the description is our own
	 * @return the status with its trailers
	 */
	static StatusException marked(Status status, @Nullable Metadata trailers, String target) {
		Metadata marked = new Metadata();
		if (trailers != null) {
			marked.merge(trailers);
			marked.discardAll(MARK);
		}
		marked.put(MARK, target);
		return new StatusException(status.withCause(null), marked);
	}

	/**
	 * Returns the target of the failed call that a failure is, or is caused by.
	 * @param failure the failure
	 * @return the target, empty if it is not known; or {@code null} if no call has failed
	 */
	static @Nullable String targetIn(Throwable failure) {
		boolean isStatus = failure instanceof StatusRuntimeException || failure instanceof StatusException;
		// A status without a mark is our own
		Throwable other = isStatus ? failure.getCause() : failure;
		return Stream.<@Nullable Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
			.limit(MOST_CAUSES)
			.map(FailedCall::mark)
			.filter(Objects::nonNull)
			.findFirst()
			.orElseGet(() -> (other != null && FailedDependency.isCauseOf(other)) ? "" : null);
	}

	private static @Nullable String mark(@Nullable Throwable failure) {
		Metadata trailers = (failure != null) ? Status.trailersFromThrowable(failure) : null;
		return (trailers != null) ? trailers.get(MARK) : null;
	}

}
