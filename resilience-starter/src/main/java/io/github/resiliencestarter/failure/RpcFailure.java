package io.github.resiliencestarter.failure;

import java.io.Serial;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Failed attempt of a gRPC call. A type of its own tells it from the failure of a gRPC
 * call within an attempt, for example one that fetches a token.
 */
public final class RpcFailure extends StatusRuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final boolean sent;

	private final boolean unprepared;

	/**
	 * Creates a failure.
	 * @param status the status of the attempt
	 * @param trailers the trailers of the attempt, or {@code null} if there are none
	 * @param sent whether the target may have seen the request
	 */
	public RpcFailure(Status status, @Nullable Metadata trailers, boolean sent) {
		this(status, trailers, sent, false);
	}

	private RpcFailure(Status status, @Nullable Metadata trailers, boolean sent, boolean unprepared) {
		super(status, trailers);
		this.sent = sent;
		this.unprepared = unprepared;
	}

	/**
	 * Creates the failure of an attempt that was never sent because of the code of the
	 * application around it: its credentials have failed or did not come, or its
	 * interceptors have used up its time.
	 * @param status the status of the attempt
	 * @param trailers the trailers of the attempt, or {@code null} if there are none
	 * @return the failure
	 */
	public static RpcFailure unprepared(Status status, @Nullable Metadata trailers) {
		return new RpcFailure(status, trailers, false, true);
	}

	/**
	 * Returns whether the target may have seen the request.
	 * @return {@code false} if the request was never sent
	 */
	public boolean isSent() {
		return this.sent;
	}

	/**
	 * Returns whether it was never sent because of the code of the application around it.
	 */
	boolean isUnprepared() {
		return this.unprepared;
	}

	/**
	 * Does nothing: the stack of the thread that ends an attempt says nothing, and the
	 * caller gets an exception of its stub.
	 */
	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
