package io.github.resiliencestarter.grpc.client;

import io.github.resiliencestarter.failure.RpcFailure;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * RPC of one attempt.
 *
 * @param call the call of the channel
 * @param route the route to an instance, or {@code null} if the channel does not use
 * discovery
 * @param tracer knows whether the request was sent
 * @param preparation knows whether its preparation has failed
 * @param <Q> the type of the request
 * @param <R> the type of the response
 */
record Rpc<Q, R>(ClientCall<Q, R> call, @Nullable Route route, AttemptTracer tracer, Preparation preparation) {

	/**
	 * Ends the RPC.
	 * @return the failure, or {@code null} if there is none
	 */
	@Nullable RpcFailure end(Status status, @Nullable Metadata trailers) {
		RpcFailure failure = status.isOk() ? null : failure(status, trailers);
		if (this.route != null) {
			this.route.end(failure);
		}
		return failure;
	}

	private RpcFailure failure(Status status, @Nullable Metadata trailers) {
		return this.preparation.isToBlame() ? RpcFailure.unprepared(status, trailers)
				: new RpcFailure(status, trailers, this.tracer.isSent());
	}

}
