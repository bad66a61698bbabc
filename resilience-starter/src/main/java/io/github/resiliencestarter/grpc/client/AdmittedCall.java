package io.github.resiliencestarter.grpc.client;

import java.time.Duration;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.failure.Place;
import io.github.resiliencestarter.failure.RpcFailure;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.Completion;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.ReactiveCall;
import io.grpc.Attributes;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Streaming call. The guard admits it, and records its outcome at its end; it is never
 * retried. The time of the caller and of a stream that goes on does not count.
 *
 * @param <Q> the type of the requests
 * @param <R> the type of the responses
 */
class AdmittedCall<Q, R> extends ClientCall<Q, R> {

	private final Guard guard;

	private final GuardedMethod<Q, R> method;

	private final CallThreads threads;

	private final @Nullable Deadline deadline;

	private volatile @Nullable ClientCall<Q, R> call;

	private @Nullable RuntimeException thrown;

	private volatile boolean canceled;

	AdmittedCall(Guard guard, GuardedMethod<Q, R> method) {
		this.guard = guard;
		this.method = method;
		this.threads = new CallThreads(method.grpc(), method.options());
		this.deadline = CallDeadline.of(method.options());
	}

	@Override
	public void start(Listener<R> listener, Metadata headers) {
		if (this.canceled) {
			throw new IllegalStateException("Canceled before it was started");
		}
		Disposable unused = this.guard.call(new Admission(listener, headers))
			.contextWrite((context) -> (this.deadline != null) ? CurrentDeadline.put(context, this.deadline) : context)
			.subscribe((stream) -> {
			}, (error) -> failed(error, listener));
		if (this.thrown != null) {
			throw this.thrown;
		}
	}

	private @Nullable Duration timeLeft() {
		return (this.deadline != null) ? this.deadline.timeLeft() : null;
	}

	// The listener knows what has ended the RPC
	private void failed(Throwable error, Listener<R> listener) {
		if (error instanceof CallRejectedException && this.call == null) {
			close(listener, Rejections.statusOf(error));
		}
		else if (!(error instanceof RpcFailure || error instanceof CallRejectedException)) {
			this.thrown = (error instanceof RuntimeException exception) ? exception : new IllegalStateException(error);
		}
	}

	private void close(Listener<R> listener, Status status) {
		this.threads.execute(() -> listener.onClose(status, new Metadata()));
	}

	@Override
	public void request(int messages) {
		ClientCall<Q, R> call = this.call;
		if (call != null) {
			call.request(messages);
		}
	}

	@Override
	public void sendMessage(Q message) {
		ClientCall<Q, R> call = this.call;
		if (call != null) {
			call.sendMessage(message);
		}
	}

	@Override
	public void halfClose() {
		ClientCall<Q, R> call = this.call;
		if (call != null) {
			call.halfClose();
		}
	}

	@Override
	public void cancel(@Nullable String message, @Nullable Throwable cause) {
		this.canceled = true;
		ClientCall<Q, R> call = this.call;
		if (call != null) {
			call.cancel(message, cause);
		}
	}

	@Override
	public boolean isReady() {
		ClientCall<Q, R> call = this.call;
		return call != null && call.isReady();
	}

	@Override
	public void setMessageCompression(boolean enabled) {
		ClientCall<Q, R> call = this.call;
		if (call != null) {
			call.setMessageCompression(enabled);
		}
	}

	@Override
	public Attributes getAttributes() {
		ClientCall<Q, R> call = this.call;
		return (call != null) ? call.getAttributes() : Attributes.EMPTY;
	}

	/**
	 * The only attempt.
	 */
	private final class Admission implements ReactiveCall<Admission.Stream> {

		private final Listener<R> listener;

		private final Metadata headers;

		Admission(Listener<R> listener, Metadata headers) {
			this.listener = listener;
			this.headers = headers;
		}

		@Override
		public Mono<Stream> attempt(Attempt attempt) {
			return Mono.create((sink) -> AdmittedCall.this.threads.begin(attempt, () -> begin(attempt, sink)));
		}

		private void begin(Attempt attempt, MonoSink<Stream> sink) {
			Rpc<Q, R> rpc = AdmittedCall.this.method.newRpc(timeLeft());
			attempt.pause();
			AdmittedCall.this.call = rpc.call();
			rpc.call().start(new Stream(this.listener, rpc, sink), this.headers);
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			return AdmittedCall.this.method.outcomeOf(error);
		}

		@Override
		public @Nullable Place placeOf(Attempt attempt) {
			return AdmittedCall.this.method.place();
		}

		@Override
		public Stream deliver(Stream stream, Completion completion) {
			stream.completion = completion;
			return stream;
		}

		/**
		 * Listener between the RPC and the caller.
		 */
		private final class Stream extends SimpleForwardingClientCallListener<R> {

			private final Rpc<Q, R> rpc;

			private final MonoSink<Stream> sink;

			private @Nullable Completion completion;

			private boolean begun;

			Stream(Listener<R> listener, Rpc<Q, R> rpc, MonoSink<Stream> sink) {
				super(listener);
				this.rpc = rpc;
				this.sink = sink;
			}

			@Override
			public void onHeaders(Metadata headers) {
				begin();
				super.onHeaders(headers);
			}

			@Override
			public void onMessage(R message) {
				begin();
				super.onMessage(message);
			}

			private void begin() {
				if (!this.begun) {
					this.begun = true;
					if (this.rpc.route() != null) {
						this.rpc.route().end(null);
					}
					this.sink.success(this);
				}
			}

			@Override
			public void onClose(Status status, Metadata trailers) {
				boolean begun = this.begun;
				RpcFailure closed = this.rpc.end(status, trailers);
				Outcome outcome = (closed != null) ? Admission.this.outcomeOf(closed) : Outcome.SUCCESS;
				// The target did its job, even if it has rejected the request
				RpcFailure failure = (outcome instanceof Outcome.Success) ? null : closed;
				if (failure != null && !begun) {
					this.sink.error(failure);
				}
				else {
					begin();
					end(failure, outcome);
				}
				super.onClose(status, trailers);
			}

			private void end(@Nullable RpcFailure failure, Outcome outcome) {
				if (this.rpc.route() != null && outcome instanceof Outcome.Failure) {
					this.rpc.route().failedAfterAll();
				}
				if (this.completion != null) {
					this.completion.ended(failure);
				}
			}

		}

	}

}
