package io.github.resiliencestarter.grpc.client;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Preparation of one RPC by code of the application, its credentials and interceptors: if
 * they fail, do not come, or use up the time, nothing is sent, and gRPC reports it like a
 * failure of the target. Safe for use by many threads.
 */
final class Preparation {

	/**
	 * Key that hands the preparation to the innermost interceptor.
	 */
	static final CallOptions.Key<@Nullable Preparation> KEY = CallOptions.Key.create(Preparation.class.getName());

	private final AtomicInteger pending = new AtomicInteger();

	private volatile boolean failed;

	private volatile boolean late;

	/**
	 * Records that the RPC is handed to the channel.
	 */
	void done(@Nullable Deadline deadline) {
		this.late = deadline != null && deadline.isExpired();
	}

	/**
	 * Returns options whose credentials are watched, if they have any.
	 */
	CallOptions watch(CallOptions options) {
		CallCredentials credentials = options.getCredentials();
		return (credentials == null || credentials instanceof Watched) ? options
				: options.withCallCredentials(new Watched(credentials));
	}

	/**
	 * Returns whether the RPC has failed because of its preparation, if it has failed.
	 */
	boolean isToBlame() {
		return this.failed || this.late || this.pending.get() > 0;
	}

	/**
	 * Credentials that are watched.
	 */
	private final class Watched extends CallCredentials {

		private final CallCredentials credentials;

		Watched(CallCredentials credentials) {
			this.credentials = credentials;
		}

		@Override
		public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
			Preparation.this.pending.incrementAndGet();
			this.credentials.applyRequestMetadata(info, executor, new MetadataApplier() {

				@Override
				public void apply(Metadata headers) {
					Preparation.this.pending.decrementAndGet();
					applier.apply(headers);
				}

				@Override
				public void fail(Status status) {
					Preparation.this.failed = true;
					applier.fail(status);
				}

			});
		}

	}

}
