package io.github.resiliencestarter.grpc.client;

import java.util.Objects;
import java.util.function.Consumer;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.failure.RpcFailure;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.Outcome;
import io.grpc.Attributes;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Unary call of a stub. It begins when the request is complete; the caller hears of the
 * last attempt only.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the response
 */
class GuardedUnaryCall<Q, R> extends ClientCall<Q, R> {

	private static final Log logger = LogFactory.getLog(GuardedUnaryCall.class);

	// Private constant of Reactor's Hooks
	private static final String DROPPED_ERRORS = "reactor.onErrorDropped.local";

	private final Guard guard;

	private final GuardedMethod<Q, R> method;

	private final CallThreads threads;

	private final @Nullable Deadline deadline;

	private final Disposable.Swap subscription = Disposables.swap();

	private final Context.CancellationListener onContextCanceled = this::contextCanceled;

	private @Nullable Listener<R> listener;

	private @Nullable Metadata headers;

	private @Nullable Q message;

	private @Nullable Boolean compressed;

	// Thread that is in halfClose
	private volatile @Nullable Thread sender;

	private @Nullable RuntimeException thrown;

	// Below: guarded by this

	private boolean messageRequested;

	private boolean closed;

	private @Nullable Runnable waiting;

	GuardedUnaryCall(Guard guard, GuardedMethod<Q, R> method) {
		this.guard = guard;
		this.method = method;
		this.threads = new CallThreads(method.grpc(), method.options());
		this.deadline = CallDeadline.of(method.options());
	}

	@Override
	public void start(Listener<R> listener, Metadata headers) {
		if (this.listener != null) {
			throw new IllegalStateException("Already started");
		}
		if (isClosed()) {
			throw new IllegalStateException("Canceled before it was started");
		}
		this.listener = listener;
		this.headers = headers;
	}

	@Override
	public void sendMessage(Q message) {
		if (this.message != null) {
			throw new IllegalStateException("A unary call has one request message");
		}
		this.message = message;
	}

	@Override
	public void setMessageCompression(boolean enabled) {
		this.compressed = enabled;
	}

	@Override
	public boolean isReady() {
		return this.listener != null && this.message == null;
	}

	@Override
	public Attributes getAttributes() {
		return Attributes.EMPTY;
	}

	@Override
	public void halfClose() {
		Metadata headers = Objects.requireNonNull(this.headers, "Not started");
		if (isClosed()) {
			return;
		}
		UnaryAttempts<Q, R> attempts = new UnaryAttempts<>(this.method, this.threads,
				new UnaryAttempts.Request<>(headers, this.message, this.compressed));
		this.sender = Thread.currentThread();
		this.threads.grpcContext().addListener(this.onContextCanceled, Runnable::run);
		try {
			this.subscription.update(this.guard.call(attempts)
				.contextWrite(this::addTo)
				.subscribe(this::succeeded, (error) -> failed(error, attempts.lastHeaders())));
		}
		finally {
			this.sender = null;
		}
		if (this.thrown != null) {
			throw this.thrown;
		}
	}

	// A canceled attempt still fails after nobody waits for it, which is not worth an
	// ERROR
	private reactor.util.context.Context addTo(reactor.util.context.Context context) {
		reactor.util.context.Context with = context.put(DROPPED_ERRORS,
				(Consumer<Throwable>) (ex) -> logger.debug("Canceled attempt failed", ex));
		return (this.deadline != null) ? CurrentDeadline.put(with, this.deadline) : with;
	}

	private void succeeded(UnaryResponse<R> response) {
		close(response, true);
	}

	private void failed(Throwable error, @Nullable Metadata headers) {
		boolean sending = this.sender == Thread.currentThread();
		if (error instanceof RpcFailure failure) {
			Metadata trailers = failure.getTrailers();
			close(new UnaryResponse<>(headers, null, failure.getStatus(),
					(trailers != null) ? trailers : new Metadata(), Outcome.UNRELATED), true);
		}
		else if (sending && error instanceof RuntimeException exception && !(error instanceof CallRejectedException)) {
			// An interceptor has thrown it, as it would have without the guard
			markClosed();
			this.thrown = exception;
		}
		else {
			close(UnaryResponse.of(Rejections.statusOf(error)), false);
		}
	}

	@Override
	public void cancel(@Nullable String message, @Nullable Throwable cause) {
		Status status = Status.CANCELLED
			.withDescription((message != null) ? message : "Call cancelled without message");
		end((cause != null) ? status.withCause(cause) : status);
	}

	// If its deadline has expired, so has that of the attempt, which then counts
	private void contextCanceled(Context context) {
		io.grpc.Deadline deadline = context.getDeadline();
		if (deadline == null || !deadline.isExpired()) {
			Throwable cause = context.cancellationCause();
			Status status = Status.CANCELLED.withDescription("The context was canceled");
			end((cause != null) ? status.withCause(cause) : status);
		}
	}

	private void end(Status status) {
		this.subscription.dispose();
		if (this.listener != null) {
			close(UnaryResponse.of(status), false);
		}
		else {
			markClosed();
		}
	}

	// Callbacks of an RPC are on the right thread already
	private void close(UnaryResponse<R> response, boolean inCallback) {
		if (!markClosed()) {
			return;
		}
		Listener<R> listener = Objects.requireNonNull(this.listener);
		Runnable delivery = () -> {
			response.deliver(listener);
			listener.onClose(response.status(), response.trailers());
		};
		synchronized (this) {
			if (response.message() != null && !this.messageRequested) {
				this.waiting = delivery;
				return;
			}
		}
		if (inCallback) {
			delivery.run();
		}
		else {
			this.threads.execute(delivery);
		}
	}

	@Override
	public void request(int messages) {
		Runnable waiting;
		synchronized (this) {
			this.messageRequested |= messages > 0;
			waiting = this.messageRequested ? this.waiting : null;
			this.waiting = null;
		}
		if (waiting != null) {
			this.threads.execute(waiting);
		}
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	private boolean markClosed() {
		this.threads.grpcContext().removeListener(this.onContextCanceled);
		synchronized (this) {
			boolean first = !this.closed;
			this.closed = true;
			return first;
		}
	}

}
