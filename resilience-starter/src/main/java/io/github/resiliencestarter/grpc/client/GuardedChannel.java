package io.github.resiliencestarter.grpc.client;

import java.time.Duration;

import io.github.resiliencestarter.failure.RpcFailure;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Interceptor that guards the calls of one channel, and gives each of its RPCs a route to
 * an instance if the channel uses discovery.
 * <p>
 * Outermost interceptor, so that every attempt goes through all others: an observation
 * sees each attempt, and a token is fetched again.
 *
 * @param grpc the collaborators of all channels
 * @param channel the name of the channel
 * @param target the name of the target
 * @param isDiscovered whether the channel uses discovery
 * @param deadline the deadline that the user has set for calls without one, or
 * {@code null}; Spring's interceptor comes too late
 */
record GuardedChannel(GrpcGuard grpc, String channel, String target, boolean isDiscovered,
		@Nullable Duration deadline) implements ClientInterceptor {

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		Guard guard = guard(options);
		if (guard == null) {
			return this.isDiscovered ? routed(method, options, next) : next.newCall(method, options);
		}
		GuardedMethod<Q, R> guarded = new GuardedMethod<>(this, method, withDeadline(options), next);
		return (method.getType() == MethodDescriptor.MethodType.UNARY) ? new GuardedUnaryCall<>(guard, guarded)
				: new AdmittedCall<>(guard, guarded);
	}

	private @Nullable Guard guard(CallOptions options) {
		Guards guards = this.grpc.guards();
		return (guards != null && !options.getOption(GrpcCalls.UNGUARDED)) ? guards.forTarget(this.target) : null;
	}

	private CallOptions withDeadline(CallOptions options) {
		return (this.deadline != null && options.getDeadline() == null) ? CallDeadline.within(options, this.deadline)
				: options;
	}

	private static <Q, R> ClientCall<Q, R> routed(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		Route route = new Route(new TriedInstances(), Route.Owner.CALL);
		AttemptTracer tracer = new AttemptTracer();
		Preparation preparation = new Preparation();
		ClientCall<Q, R> call = next.newCall(method,
				preparation.watch(options)
					.withOption(Preparation.KEY, preparation)
					.withOption(Route.KEY, route)
					.withStreamTracerFactory(tracer));
		return new RoutedCall<>(new Rpc<>(call, route, tracer, preparation));
	}

	/**
	 * Call that is not guarded.
	 */
	private static final class RoutedCall<Q, R> extends SimpleForwardingClientCall<Q, R> {

		private final Rpc<Q, R> rpc;

		RoutedCall(Rpc<Q, R> rpc) {
			super(rpc.call());
			this.rpc = rpc;
		}

		@Override
		public void start(Listener<R> listener, Metadata headers) {
			super.start(new SimpleForwardingClientCallListener<>(listener) {

				@Override
				public void onClose(Status status, Metadata trailers) {
					RpcFailure unused = RoutedCall.this.rpc.end(status, trailers);
					super.onClose(status, trailers);
				}

			}, headers);
		}

	}

}
