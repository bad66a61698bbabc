package io.github.resiliencestarter.grpc.client;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Watch on the credentials of one RPC, which the application's own code adds to the
 * request: if they fail or do not come, nothing is sent, and gRPC reports it like a
 * failure of the target. Safe for use by many threads.
 */
final class CredentialsWatch {

	/**
	 * Key that hands the watch to the innermost interceptor.
	 */
	static final CallOptions.Key<@Nullable CredentialsWatch> KEY = CallOptions.Key
		.create(CredentialsWatch.class.getName());

	private final AtomicInteger pending = new AtomicInteger();

	private volatile boolean failed;

	/**
	 * Returns options whose credentials are watched, if they have any.
	 */
	CallOptions watch(CallOptions options) {
		CallCredentials credentials = options.getCredentials();
		return (credentials == null || credentials instanceof Watched) ? options
				: options.withCallCredentials(new Watched(credentials));
	}

	/**
	 * Returns whether the RPC has failed because of its credentials, if it has failed.
	 */
	boolean isToBlame() {
		return this.failed || this.pending.get() > 0;
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
			CredentialsWatch.this.pending.incrementAndGet();
			this.credentials.applyRequestMetadata(info, executor, new MetadataApplier() {

				@Override
				public void apply(Metadata headers) {
					CredentialsWatch.this.pending.decrementAndGet();
					applier.apply(headers);
				}

				@Override
				public void fail(Status status) {
					CredentialsWatch.this.failed = true;
					applier.fail(status);
				}

			});
		}

	}

}
