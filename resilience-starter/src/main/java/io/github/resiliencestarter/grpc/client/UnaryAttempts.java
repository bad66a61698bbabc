package io.github.resiliencestarter.grpc.client;

import io.github.resiliencestarter.failure.Place;
import io.github.resiliencestarter.failure.RpcFailure;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.ReactiveCall;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Attempts of a unary call: its request is kept and sent once for each.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the response
 */
final class UnaryAttempts<Q, R> implements ReactiveCall<UnaryResponse<R>> {

	// One more than allowed, as stubs do, to detect a second message
	private static final int MESSAGES = 2;

	private final GuardedMethod<Q, R> method;

	private final CallThreads threads;

	private final Request<Q> request;

	private volatile @Nullable Metadata lastHeaders;

	UnaryAttempts(GuardedMethod<Q, R> method, CallThreads threads, Request<Q> request) {
		this.method = method;
		this.threads = threads;
		this.request = request;
	}

	/**
	 * Returns the headers of the last response.
	 */
	@Nullable Metadata lastHeaders() {
		return this.lastHeaders;
	}

	@Override
	public Mono<UnaryResponse<R>> attempt(Attempt attempt) {
		return Mono.create((sink) -> this.threads.begin(attempt, () -> begin(attempt, sink)));
	}

	private void begin(Attempt attempt, MonoSink<UnaryResponse<R>> sink) {
		this.lastHeaders = null;
		Rpc<Q, R> rpc = null;
		try {
			rpc = this.method.newRpc(attempt.timeLeft());
			ClientCall<Q, R> call = rpc.call();
			send(call, new Receiver(rpc, sink));
			sink.onCancel(() -> call.cancel("The call was canceled", null));
		}
		catch (RuntimeException | Error ex) {
			if (rpc != null) {
				rpc.call().cancel("The attempt could not be sent", ex);
				RpcFailure unused = rpc.end(Status.CANCELLED, null);
			}
			sink.error(ex);
		}
	}

	private void send(ClientCall<Q, R> call, ClientCall.Listener<R> receiver) {
		Metadata headers = new Metadata();
		headers.merge(this.request.headers());
		call.start(receiver, headers);
		if (this.request.compressed() != null) {
			call.setMessageCompression(this.request.compressed());
		}
		call.request(MESSAGES);
		if (this.request.message() != null) {
			call.sendMessage(this.request.message());
		}
		call.halfClose();
	}

	@Override
	public Outcome outcomeOf(UnaryResponse<R> response) {
		return response.outcome();
	}

	@Override
	public Outcome outcomeOf(Throwable error) {
		return this.method.outcomeOf(error);
	}

	@Override
	public @Nullable Place placeOf(Attempt attempt) {
		return this.method.place();
	}

	/**
	 * Request of all attempts.
	 *
	 * @param headers the headers, which each attempt gets a copy of
	 * @param message the message, or {@code null} if the caller has sent none
	 * @param compressed whether the message is compressed, or {@code null} if not said
	 * @param <Q> the type of the message
	 */
	record Request<Q>(Metadata headers, @Nullable Q message, @Nullable Boolean compressed) {

	}

	/**
	 * Listener of one attempt.
	 */
	private final class Receiver extends ClientCall.Listener<R> {

		private final Rpc<Q, R> rpc;

		private final MonoSink<UnaryResponse<R>> sink;

		private @Nullable Metadata headers;

		private @Nullable R message;

		private boolean another;

		Receiver(Rpc<Q, R> rpc, MonoSink<UnaryResponse<R>> sink) {
			this.rpc = rpc;
			this.sink = sink;
		}

		@Override
		public void onHeaders(Metadata headers) {
			this.headers = headers;
			UnaryAttempts.this.lastHeaders = headers;
		}

		@Override
		public void onMessage(R message) {
			this.another = this.message != null;
			this.message = message;
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			Status result = (status.isOk() && this.another)
					? Status.INTERNAL.withDescription("More than one value received for unary call") : status;
			RpcFailure failure = this.rpc.end(result, trailers);
			Outcome outcome = (failure != null) ? UnaryAttempts.this.outcomeOf(failure) : Outcome.SUCCESS;
			if (failure != null && !(outcome instanceof Outcome.Success)) {
				this.sink.error(failure);
			}
			else {
				// The target did its job, even if it has rejected the request
				this.sink.success(new UnaryResponse<>(this.headers, (failure != null) ? null : this.message, result,
						trailers, outcome));
			}
		}

	}

}
