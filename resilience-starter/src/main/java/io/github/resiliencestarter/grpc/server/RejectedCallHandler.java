package io.github.resiliencestarter.grpc.server;

import java.time.Duration;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import org.jspecify.annotations.Nullable;

import org.springframework.grpc.server.exception.GrpcExceptionHandler;

/**
 * Handler of calls that failed because another call was rejected. It tells the caller the
 * reason and, if it is known, when a retry is worthwhile.
 */
class RejectedCallHandler implements GrpcExceptionHandler {

	/**
	 * Trailer with which a server asks for a delay before the retry of a call.
	 */
	static final Metadata.Key<String> PUSHBACK = Metadata.Key.of("grpc-retry-pushback-ms",
			Metadata.ASCII_STRING_MARSHALLER);

	private final RejectionTrailers trailers;

	RejectedCallHandler(RejectionTrailers trailers) {
		this.trailers = trailers;
	}

	@Override
	public @Nullable StatusException handleException(Throwable exception) {
		Rejection rejection = Rejection.of(exception);
		if (rejection == null) {
			return null;
		}
		Status status = Status.fromCode(rejection.code()).withDescription(rejection.detail());
		Metadata trailers = this.trailers.of(rejection, status);
		Duration retryAfter = rejection.retryAfter();
		if (retryAfter != null && rejection.code() == Status.Code.UNAVAILABLE) {
			trailers.put(PUSHBACK, Long.toString(retryAfter.toMillis()));
		}
		return new StatusException(status, trailers);
	}

}
