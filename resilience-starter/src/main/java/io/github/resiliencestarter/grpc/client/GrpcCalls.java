package io.github.resiliencestarter.grpc.client;

import io.grpc.CallOptions;

/**
 * Options of a single gRPC call, for example
 * {@code stub.withOption(GrpcCalls.UNGUARDED, true)}.
 */
public final class GrpcCalls {

	/**
	 * Option that excludes a call from protection.
	 */
	public static final CallOptions.Key<Boolean> UNGUARDED = CallOptions.Key
		.createWithDefault("resilience.client.unguarded", false);

	/**
	 * Option that says that a call is safe to repeat although the definition of its
	 * method does not say so, for example because the request has a key that lets the
	 * target recognize duplicates.
	 */
	public static final CallOptions.Key<Boolean> IDEMPOTENT = CallOptions.Key
		.createWithDefault("resilience.client.idempotent", false);

	private GrpcCalls() {
	}

}
