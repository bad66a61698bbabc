package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

import org.jspecify.annotations.Nullable;

/**
 * {@link BodySubscriber} of a body that fails as soon as it is too large.
 */
final class BoundedBody implements BodySubscriber<byte[]> {

	static final String TOO_LARGE = "the response is too large";

	private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();

	private final int max;

	private @Nullable Subscription subscription;

	private long length;

	BoundedBody(int max) {
		this.max = max;
	}

	@Override
	public CompletionStage<byte[]> getBody() {
		return this.body.getBody();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		this.body.onSubscribe(subscription);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		for (ByteBuffer buffer : buffers) {
			this.length += buffer.remaining();
		}
		if (this.length <= this.max) {
			this.body.onNext(buffers);
			return;
		}
		if (this.subscription != null) {
			this.subscription.cancel();
		}
		this.body.onError(new IOException(TOO_LARGE));
	}

	@Override
	public void onError(Throwable failure) {
		this.body.onError(failure);
	}

	@Override
	public void onComplete() {
		this.body.onComplete();
	}

}
