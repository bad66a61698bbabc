package io.github.resiliencestarter.grpc.client;

import java.time.Duration;

import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.Place;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Call of one method as the guard and the judge see it, and the channel that its attempts
 * go through.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the response
 */
final class GuardedMethod<Q, R> implements AttemptedRequest {

	private final GuardedChannel guarded;

	private final MethodDescriptor<Q, R> method;

	private final CallOptions options;

	private final Channel next;

	private final @Nullable TriedInstances tried;

	GuardedMethod(GuardedChannel guarded, MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		this.guarded = guarded;
		this.method = method;
		this.options = options;
		this.next = next;
		this.tried = guarded.isDiscovered() ? new TriedInstances() : null;
	}

	GrpcGuard grpc() {
		return this.guarded.grpc();
	}

	CallOptions options() {
		return this.options;
	}

	/**
	 * Creates the RPC of an attempt.
	 * @param limit the time in which the RPC must end, or {@code null} if there is none
	 */
	Rpc<Q, R> newRpc(@Nullable Duration limit) {
		AttemptTracer tracer = new AttemptTracer();
		Preparation preparation = new Preparation();
		CallOptions options = preparation.watch(this.options)
			.withOption(Preparation.KEY, preparation)
			.withStreamTracerFactory(tracer);
		if (limit != null) {
			options = CallDeadline.within(options, limit);
		}
		Route route = null;
		if (this.tried != null) {
			this.tried.next();
			route = new Route(this.tried, Route.Owner.GUARD);
			options = options.withOption(Route.KEY, route);
		}
		return new Rpc<>(this.next.newCall(this.method, options), route, tracer, preparation);
	}

	Outcome outcomeOf(Throwable error) {
		return grpc().rules().outcomeOf(this, error, this.tried);
	}

	@Nullable Place place() {
		return TriedInstances.visitOf(this.tried);
	}

	@Override
	public String target() {
		return this.guarded.target();
	}

	@Override
	public boolean isBodyRepeatable() {
		return this.method.getType() == MethodDescriptor.MethodType.UNARY
				&& !grpc().methods().isRetriedByGrpc(this.guarded.channel(), this.method);
	}

	@Override
	public boolean isIdempotent() {
		return grpc().methods().isIdempotent(target(), this.method, this.options);
	}

}
