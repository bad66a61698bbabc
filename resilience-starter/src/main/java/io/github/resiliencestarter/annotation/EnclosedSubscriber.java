package io.github.resiliencestarter.annotation;

import io.github.resiliencestarter.guard.Enclosing;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Subscriber to the publisher of an annotated method. It binds the instances around the
 * method to the thread that subscribes and requests, for clients that begin their calls
 * there and do not read the Reactor context, such as gRPC stubs. Signals leave these
 * instances: what follows is not part of the method.
 */
final class EnclosedSubscriber implements CoreSubscriber<Object>, Subscription {

	private final Subscriber<? super Object> subscriber;

	private final Enclosing enclosing;

	private final @Nullable Enclosing outer;

	private @Nullable Subscription subscription;

	private EnclosedSubscriber(Subscriber<? super Object> subscriber, Enclosing enclosing, @Nullable Enclosing outer) {
		this.subscriber = subscriber;
		this.enclosing = enclosing;
		this.outer = outer;
	}

	/**
	 * Returns a publisher that is subscribed to within instances.
	 */
	static Publisher<Object> within(Enclosing enclosing, Publisher<Object> publisher) {
		return (subscriber) -> {
			Enclosing outer = Enclosing.current();
			Enclosing bound = enclosing.within(outer);
			Enclosing.run(bound, () -> publisher.subscribe(new EnclosedSubscriber(subscriber, bound, outer)));
		};
	}

	@Override
	public Context currentContext() {
		return (this.subscriber instanceof CoreSubscriber<?> core) ? core.currentContext() : Context.empty();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		leave(() -> this.subscriber.onSubscribe(this));
	}

	@Override
	public void onNext(Object value) {
		leave(() -> this.subscriber.onNext(value));
	}

	@Override
	public void onError(Throwable error) {
		leave(() -> this.subscriber.onError(error));
	}

	@Override
	public void onComplete() {
		leave(this.subscriber::onComplete);
	}

	private void leave(Runnable signal) {
		if (this.enclosing.equals(Enclosing.current())) {
			Enclosing.run(this.outer, signal);
		}
		else {
			signal.run();
		}
	}

	@Override
	public void request(long count) {
		Subscription subscription = this.subscription;
		if (subscription != null) {
			Enclosing.run(this.enclosing, () -> subscription.request(count));
		}
	}

	@Override
	public void cancel() {
		Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.cancel();
		}
	}

}
