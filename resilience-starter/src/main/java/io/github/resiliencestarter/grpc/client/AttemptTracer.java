package io.github.resiliencestarter.grpc.client;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Tracer that learns whether the request of an attempt has been handed to a connection.
 */
final class AttemptTracer extends ClientStreamTracer.Factory {

	private volatile boolean sent;

	boolean isSent() {
		return this.sent;
	}

	@Override
	public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
		return new ClientStreamTracer() {

			@Override
			public void outboundHeaders() {
				AttemptTracer.this.sent = true;
			}

		};
	}

}
