package io.github.resiliencestarter.grpc.server;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.grpc.server.ReceivedDeadlines.CallDeadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Interceptor that makes the deadline of each call the current one, and responds with
 * {@code DEADLINE_EXCEEDED} if it has expired before processing began.
 */
class DeadlineInterceptor implements ServerInterceptor {

	private static final Status EXPIRED = Status.DEADLINE_EXCEEDED
		.withDescription("The deadline of this call expired before processing began.");

	private final ReceivedDeadlines deadlines;

	DeadlineInterceptor(ReceivedDeadlines deadlines) {
		this.deadlines = deadlines;
	}

	@Override
	public <Q, R> Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
		CallDeadline begun = this.deadlines.begin(call.getMethodDescriptor().getType());
		Deadline deadline = (begun != null) ? begun.deadline() : null;
		if (deadline != null && deadline.isOver()) {
			call.close(EXPIRED, new Metadata());
			return new Listener<>() {
			};
		}
		TimedCall<Q, R> timed = new TimedCall<>(call, begun);
		// Without one, too: a direct executor runs the call on the thread of its caller
		Deadline previous = CurrentDeadline.replace(deadline);
		try {
			return new TimedListener<>(next.startCall(timed, headers), timed, deadline);
		}
		finally {
			CurrentDeadline.replace(previous);
		}
	}

	/**
	 * Call that lifts its deadline with the response.
	 */
	private static final class TimedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

		private final @Nullable CallDeadline deadline;

		TimedCall(ServerCall<Q, R> call, @Nullable CallDeadline deadline) {
			super(call);
			this.deadline = deadline;
		}

		@Override
		public void sendHeaders(Metadata headers) {
			if (this.deadline != null && this.deadline.ownLimit()) {
				this.deadline.deadline().lift();
			}
			super.sendHeaders(headers);
		}

		@Override
		public void close(Status status, Metadata trailers) {
			if (this.deadline != null) {
				this.deadline.deadline().lift();
			}
			super.close(status, trailers);
		}

		/**
		 * Rejects the call if its deadline has expired while it was waiting to be
		 * processed.
		 */
		boolean rejectIfOver() {
			if (this.deadline == null || !getMethodDescriptor().getType().clientSendsOneMessage()
					|| !this.deadline.deadline().isOver()) {
				return false;
			}
			close(EXPIRED, new Metadata());
			return true;
		}

	}

	/**
	 * Listener that runs with the deadline of its call. A method with a single request is
	 * called at its end, {@code onHalfClose}.
	 */
	private static final class TimedListener<Q> extends Listener<Q> {

		private final Listener<Q> listener;

		private final TimedCall<Q, ?> call;

		private final @Nullable Deadline deadline;

		TimedListener(Listener<Q> listener, TimedCall<Q, ?> call, @Nullable Deadline deadline) {
			this.listener = listener;
			this.call = call;
			this.deadline = deadline;
		}

		@Override
		public void onMessage(Q message) {
			run(() -> this.listener.onMessage(message));
		}

		@Override
		public void onHalfClose() {
			if (!this.call.rejectIfOver()) {
				run(this.listener::onHalfClose);
			}
		}

		@Override
		public void onCancel() {
			run(this.listener::onCancel);
		}

		@Override
		public void onComplete() {
			run(this.listener::onComplete);
		}

		@Override
		public void onReady() {
			run(this.listener::onReady);
		}

		private void run(Runnable callback) {
			Deadline previous = CurrentDeadline.replace(this.deadline);
			try {
				callback.run();
			}
			finally {
				CurrentDeadline.replace(previous);
			}
		}

	}

}
