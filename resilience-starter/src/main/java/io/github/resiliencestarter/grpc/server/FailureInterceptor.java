package io.github.resiliencestarter.grpc.server;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.server.exception.CompositeGrpcExceptionHandler;
import org.springframework.grpc.server.exception.GrpcExceptionHandler;
import org.springframework.grpc.server.exception.GrpcExceptionHandlerInterceptor;

/**
 * Spring gRPC's interceptor for exceptions, which in addition tells callers that a call
 * has failed because of another service. Only callers that send their deadline are told,
 * as guarded clients do: not everybody on the internet.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class FailureInterceptor extends GrpcExceptionHandlerInterceptor {

	private final RejectedCallHandler rejections;

	/**
	 * Creates an interceptor.
	 * @param handlers the handlers of the user
	 * @param rejections the handler of what they leave
	 */
	FailureInterceptor(List<GrpcExceptionHandler> handlers, RejectedCallHandler rejections) {
		super(new Telling(
				Stream.concat(handlers.stream(), Stream.of(rejections)).toArray(GrpcExceptionHandler[]::new)));
		this.rejections = rejections;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		boolean guarded = Context.current().getDeadline() != null;
		return super.interceptCall(new TellingCall<>(call, guarded, this.rejections), headers, next);
	}

	/**
	 * Handler that marks the failures of calls, whichever handler responds to them.
	 */
	private static final class Telling extends CompositeGrpcExceptionHandler {

		Telling(GrpcExceptionHandler... handlers) {
			super(handlers);
		}

		@Override
		public @Nullable StatusException handleException(Throwable failure) {
			StatusException handled = super.handleException(failure);
			String target = FailedCall.targetIn(failure);
			if (handled == null) {
				return (target != null) ? FailedCall.marked(Status.fromThrowable(failure), null, target) : null;
			}
			return (target != null) ? FailedCall.marked(handled.getStatus(), handled.getTrailers(), "")
					: new StatusException(handled.getStatus().withCause(null), handled.getTrailers());
		}

	}

	/**
	 * Call that turns the mark of a failed call into the trailer for the caller.
	 */
	private static final class TellingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

		private final boolean guarded;

		private final RejectedCallHandler rejections;

		TellingCall(ServerCall<Q, R> call, boolean guarded, RejectedCallHandler rejections) {
			super(call);
			this.guarded = guarded;
			this.rejections = rejections;
		}

		@Override
		public void close(Status status, Metadata trailers) {
			if (status.isOk()) {
				super.close(status, trailers);
				return;
			}
			// Nobody has handled a status that a method passes to its observer
			StatusException passedOn = (status.getCause() != null) ? passedOn(status) : null;
			if (passedOn != null) {
				trailers.merge(Objects.requireNonNullElseGet(passedOn.getTrailers(), Metadata::new));
			}
			tell((passedOn != null) ? passedOn.getStatus() : status, trailers);
		}

		private @Nullable StatusException passedOn(Status status) {
			StatusException failure = status.asException();
			StatusException handled = this.rejections.handleException(failure);
			if (FailedCall.targetIn(failure) == null) {
				return handled;
			}
			return (handled != null) ? FailedCall.marked(handled.getStatus(), handled.getTrailers(), "")
					: FailedCall.marked(status, null, "");
		}

		private void tell(Status status, Metadata trailers) {
			String target = trailers.get(FailedCall.MARK);
			trailers.discardAll(FailedCall.MARK);
			// That of a response which is passed on
			trailers.discardAll(FailedCall.HEADER);
			if (target != null && this.guarded) {
				trailers.put(FailedCall.HEADER, "true");
			}
			// The description of a failed call names addresses
			boolean secret = target != null && !target.isEmpty();
			super.close(secret ? status.withDescription("Call to '" + target + "' failed") : status, trailers);
		}

	}

}
