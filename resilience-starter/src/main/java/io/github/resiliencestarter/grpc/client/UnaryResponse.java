package io.github.resiliencestarter.grpc.client;

import io.github.resiliencestarter.guard.Outcome;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Response of an attempt of a unary call.
 *
 * @param headers the headers, or {@code null} if there were none
 * @param message the message, or {@code null} if there was none
 * @param status the status
 * @param trailers the trailers
 * @param outcome what the response says about the target
 * @param <R> the type of the message
 */
record UnaryResponse<R>(@Nullable Metadata headers, @Nullable R message, Status status, Metadata trailers,
		Outcome outcome) {

	/**
	 * Creates a response that does not come from the target.
	 */
	static <R> UnaryResponse<R> of(Status status) {
		return new UnaryResponse<>(null, null, status, new Metadata(), Outcome.UNRELATED);
	}

	/**
	 * Tells a listener what precedes the end of the call.
	 */
	void deliver(ClientCall.Listener<R> listener) {
		if (this.headers != null) {
			listener.onHeaders(this.headers);
		}
		if (this.message != null) {
			listener.onMessage(this.message);
		}
	}

}
