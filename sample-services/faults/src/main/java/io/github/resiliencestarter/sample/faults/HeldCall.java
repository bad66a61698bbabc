package io.github.resiliencestarter.sample.faults;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.grpc.Context;
import io.grpc.ServerCall.Listener;
import org.jspecify.annotations.Nullable;

/**
 * gRPC call that starts when its delay is over. What happens until then is passed on
 * afterwards.
 *
 * @param <Q> the type of the request
 */
final class HeldCall<Q> extends Listener<Q> {

	private final Deque<Consumer<Listener<Q>>> events = new ArrayDeque<>();

	private final Context context;

	private final Supplier<Listener<Q>> start;

	private @Nullable Listener<Q> listener;

	private boolean canceled;

	/**
	 * Create a call.
	 * @param context the context of the call
	 * @param start starts the call
	 */
	HeldCall(Context context, Supplier<Listener<Q>> start) {
		this.context = context;
		this.start = start;
	}

	/**
	 * Start the call, unless the client has given up.
	 */
	void resume() {
		this.context.run(() -> {
			synchronized (this.events) {
				if (!this.canceled) {
					Listener<Q> started = this.start.get();
					this.listener = started;
					this.events.forEach((event) -> event.accept(started));
					this.events.clear();
				}
			}
		});
	}

	private void pass(Consumer<Listener<Q>> event) {
		Listener<Q> started;
		synchronized (this.events) {
			started = this.listener;
			if (started == null) {
				this.events.add(event);
				return;
			}
		}
		event.accept(started);
	}

	@Override
	public void onMessage(Q message) {
		pass((started) -> started.onMessage(message));
	}

	@Override
	public void onHalfClose() {
		pass(Listener::onHalfClose);
	}

	@Override
	public void onCancel() {
		synchronized (this.events) {
			this.canceled = true;
		}
		pass(Listener::onCancel);
	}

	@Override
	public void onComplete() {
		pass(Listener::onComplete);
	}

	@Override
	public void onReady() {
		pass(Listener::onReady);
	}

}
