package io.github.resiliencestarter.grpc.server;

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
import org.springframework.grpc.server.exception.GrpcExceptionHandler;
import org.springframework.grpc.server.exception.GrpcExceptionHandlerInterceptor;

/**
 * Spring gRPC's interceptor for exceptions, which in addition tells callers that a call
 * has failed because of another service. Only callers that send their deadline are told,
 * as guarded clients do: not everybody on the internet.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class FailureInterceptor extends GrpcExceptionHandlerInterceptor {

	FailureInterceptor(GrpcExceptionHandler handler) {
		super((exception) -> marked(exception, handler.handleException(exception)));
	}

	private static @Nullable StatusException marked(Throwable failure, @Nullable StatusException handled) {
		String target = FailedCall.targetIn(failure);
		if (target == null) {
			return handled;
		}
		Metadata trailers = new Metadata();
		if (handled == null) {
			trailers.put(FailedCall.MARK, target);
			return new StatusException(Status.fromThrowable(failure).withCause(null), trailers);
		}
		if (handled.getTrailers() != null) {
			trailers.merge(handled.getTrailers());
			trailers.discardAll(FailedCall.MARK);
		}
		trailers.put(FailedCall.MARK, "");
		return new StatusException(handled.getStatus(), trailers);
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		boolean guarded = Context.current().getDeadline() != null;
		return super.interceptCall(new TellingCall<>(call, guarded), headers, next);
	}

	/**
	 * Call that turns the mark of a failed call into the trailer for the caller.
	 */
	private static final class TellingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

		private final boolean guarded;

		TellingCall(ServerCall<Q, R> call, boolean guarded) {
			super(call);
			this.guarded = guarded;
		}

		@Override
		public void close(Status status, Metadata trailers) {
			String target = trailers.get(FailedCall.MARK);
			// Those of a response that is passed on
			trailers.discardAll(FailedCall.MARK);
			trailers.discardAll(FailedCall.HEADER);
			if (target == null || status.isOk()) {
				super.close(status, trailers);
				return;
			}
			if (this.guarded) {
				trailers.put(FailedCall.HEADER, "true");
			}
			// Descriptions of failed calls name addresses
			super.close(target.isEmpty() ? status : status.withDescription("Call to '" + target + "' failed"),
					trailers);
		}

	}

}
