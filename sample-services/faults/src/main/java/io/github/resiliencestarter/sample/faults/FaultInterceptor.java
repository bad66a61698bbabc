package io.github.resiliencestarter.sample.faults;

import java.util.random.RandomGenerator;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Interceptor that applies the current fault to each gRPC call, except for those that
 * observe the service. {@link FaultFilter} is its counterpart for HTTP.
 */
final class FaultInterceptor implements ServerInterceptor {

	private static final Status FAILED = Status.INTERNAL
		.withDescription("This service is configured to fail a share of its requests");

	private final FaultSwitch faults;

	private final RandomGenerator random;

	FaultInterceptor(FaultSwitch faults, RandomGenerator random) {
		this.faults = faults;
		this.random = random;
	}

	@Override
	public <Q, R> Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
		Fault fault = this.faults.fault();
		if (call.getMethodDescriptor().getFullMethodName().startsWith("grpc.")) {
			return next.startCall(call, headers);
		}
		if (fault.holds(this.random)) {
			HeldCall<Q> held = new HeldCall<>(Context.current(), () -> next.startCall(call, headers));
			this.faults.hold(fault, held::resume);
			return held;
		}
		if (this.random.nextInt(100) < fault.errorPercent()) {
			call.close(FAILED, new Metadata());
			return new Listener<>() {
			};
		}
		return next.startCall(call, headers);
	}

}
