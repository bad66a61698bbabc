package io.github.resiliencestarter.http;

import java.nio.ByteBuffer;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;

/**
 * Body of a reactive request that knows whether it can be sent again.
 * <p>
 * A body that is one value in memory is kept as it was sent, together with the headers
 * that it has set, such as its length. All other headers belong to the attempt. A stream
 * is not kept: its elements may not be available a second time.
 */
class ReplayableBody implements BodyInserter<Object, ClientHttpRequest> {

	private final BodyInserter<?, ? super ClientHttpRequest> body;

	private final boolean keep;

	private volatile boolean streamed;

	private volatile @Nullable Kept kept;

	ReplayableBody(BodyInserter<?, ? super ClientHttpRequest> body, boolean keep) {
		this.body = body;
		this.keep = keep;
	}

	boolean isRepeatable() {
		return !this.streamed;
	}

	/**
	 * Return whether the body can be sent while it is being sent: there is none, or it
	 * has been kept.
	 */
	boolean isKept() {
		return this.kept != null || this.body == BodyInserters.empty();
	}

	@Override
	public Mono<Void> insert(ClientHttpRequest request, Context context) {
		Kept kept = this.kept;
		if (kept == null) {
			return this.body.insert(new Recorder(request), context);
		}
		kept.headers().forEach(request.getHeaders()::put);
		return request.writeWith(Mono.fromSupplier(() -> request.bufferFactory().wrap(kept.content().duplicate())));
	}

	private final class Recorder extends ClientHttpRequestDecorator {

		private final HttpHeaders before;

		Recorder(ClientHttpRequest request) {
			super(request);
			this.before = HttpHeaders.copyOf(request.getHeaders());
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			if (ReplayableBody.this.keep && body instanceof Mono<? extends DataBuffer> value) {
				HttpHeaders headers = headersOfBody();
				return super.writeWith(value.doOnNext((buffer) -> keep(headers, buffer)));
			}
			return super.writeWith(Flux.from(body).doOnSubscribe((subscription) -> asked()));
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return super.writeAndFlushWith(Flux.from(body).doOnSubscribe((subscription) -> asked()));
		}

		private HttpHeaders headersOfBody() {
			HttpHeaders headers = new HttpHeaders();
			getHeaders().forEach((name, values) -> {
				if (!values.equals(this.before.get(name))) {
					headers.put(name, List.copyOf(values));
				}
			});
			return headers;
		}

		private void keep(HttpHeaders headers, DataBuffer buffer) {
			byte[] bytes = new byte[buffer.readableByteCount()];
			try (DataBuffer.ByteBufferIterator readable = buffer.readableByteBuffers()) {
				int offset = 0;
				while (readable.hasNext()) {
					ByteBuffer next = readable.next();
					int length = next.remaining();
					next.duplicate().get(bytes, offset, length);
					offset += length;
				}
			}
			ReplayableBody.this.kept = new Kept(headers, ByteBuffer.wrap(bytes));
		}

		private void asked() {
			ReplayableBody.this.streamed = true;
		}

	}

	private record Kept(HttpHeaders headers, ByteBuffer content) {

	}

}
