package io.github.resiliencestarter.console;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/**
 * Reader of a response body that ends the response when it is too large.
 */
final class BoundedBody implements BodySubscriber<byte[]> {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final CompletableFuture<byte[]> result = new CompletableFuture<>();

	private final long max;

	private Flow.@Nullable Subscription subscription;

	private BoundedBody(long max) {
		this.max = max;
	}

	static BodyHandler<byte[]> of(long max) {
		return (response) -> new BoundedBody(max);
	}

	@Override
	public CompletionStage<byte[]> getBody() {
		return this.result;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.subscription = subscription;
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		for (ByteBuffer buffer : buffers) {
			if (this.result.isDone()) {
				return;
			}
			if (this.bytes.size() + buffer.remaining() > this.max) {
				this.result
					.completeExceptionally(new ReadFailure("response is larger than %d bytes".formatted(this.max)));
				if (this.subscription != null) {
					this.subscription.cancel();
				}
				return;
			}
			byte[] part = new byte[buffer.remaining()];
			buffer.get(part);
			this.bytes.write(part, 0, part.length);
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.result.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.result.complete(this.bytes.toByteArray());
	}

}
