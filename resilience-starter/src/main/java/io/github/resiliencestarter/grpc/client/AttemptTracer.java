package io.github.resiliencestarter.grpc.client;

import io.grpc.ClientStreamTracer;
import io.grpc.Deadline;
import io.grpc.Metadata;

/**
 * Tracer that learns whether the request of an attempt has been handed to the channel in
 * time, and to a connection.
 */
final class AttemptTracer extends ClientStreamTracer.Factory {

	private volatile boolean begun;

	private volatile boolean late;

	private volatile boolean sent;

	boolean isSent() {
		return this.sent;
	}

	/**
	 * Returns whether interceptors have used up the time of the attempt before it was
	 * handed to the channel.
	 */
	boolean isLate() {
		return this.late;
	}

	@Override
	public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
		if (!this.begun) {
			Deadline deadline = info.getCallOptions().getDeadline();
			this.late = deadline != null && deadline.isExpired();
			this.begun = true;
		}
		return new ClientStreamTracer() {

			@Override
			public void outboundHeaders() {
				AttemptTracer.this.sent = true;
			}

		};
	}

}
