package io.github.resiliencestarter.http;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Start of the body of a reactive response, which is read before the caller gets the
 * response. A body that is larger continues where the caller reads on, as fast as the
 * caller requests it: no more than the start and one buffer is ever in memory.
 */
final class BodyStart {

	// More would be read ahead of the caller
	private static final int ONE_AT_A_TIME = 1;

	private final ClientResponse response;

	private final int maxBytes;

	private final Consumer<byte[]> complete;

	private final AtomicLong size = new AtomicLong();

	private BodyStart(ClientResponse response, int maxBytes, Consumer<byte[]> complete) {
		this.response = response;
		this.maxBytes = maxBytes;
		this.complete = complete;
	}

	/**
	 * Read the start of a body.
	 * @param response the response
	 * @param maxBytes the size up to which the whole body is read
	 * @param complete told of the body if it is not larger
	 * @return the response with the same body, or the error that its body ends with
	 */
	static Mono<ClientResponse> read(ClientResponse response, int maxBytes, Consumer<byte[]> complete) {
		return new BodyStart(response, maxBytes, complete).read();
	}

	// The source lives on after the response, whose body it is
	private Mono<ClientResponse> read() {
		return this.response.bodyToFlux(DataBuffer.class)
			.bufferUntil((buffer) -> this.size.addAndGet(buffer.readableByteCount()) > this.maxBytes)
			.switchOnFirst(this::first, false)
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release)
			.singleOrEmpty();
	}

	private Flux<ClientResponse> first(Signal<? extends List<DataBuffer>> first, Flux<List<DataBuffer>> all) {
		if (first.isOnError()) {
			return Flux.error(Objects.requireNonNull(first.getThrowable()));
		}
		if (this.size.get() > this.maxBytes) {
			Flux<DataBuffer> body = all.concatMapIterable((part) -> part, ONE_AT_A_TIME)
				.doOnDiscard(DataBuffer.class, DataBufferUtils::release);
			return Flux.just(this.response.mutate().body((unread) -> body).build());
		}
		byte[] bytes = joined(first.get());
		this.complete.accept(bytes);
		return Flux.just(this.response.mutate().body((read) -> body(bytes)).build());
	}

	private static byte[] joined(@Nullable List<DataBuffer> buffers) {
		if (buffers == null) {
			return new byte[0];
		}
		DataBuffer joined = DefaultDataBufferFactory.sharedInstance.join(buffers);
		try {
			byte[] bytes = new byte[joined.readableByteCount()];
			joined.read(bytes);
			return bytes;
		}
		finally {
			DataBufferUtils.release(joined);
		}
	}

	/**
	 * Return a body that is in memory.
	 */
	static Flux<DataBuffer> body(byte[] bytes) {
		return Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(bytes)));
	}

}
