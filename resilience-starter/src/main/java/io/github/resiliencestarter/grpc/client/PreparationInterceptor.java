package io.github.resiliencestarter.grpc.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/**
 * Innermost interceptor, which watches what other interceptors do to an attempt: the
 * credentials that they add, and the time that they use.
 */
class PreparationInterceptor implements ClientInterceptor {

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		Preparation preparation = options.getOption(Preparation.KEY);
		if (preparation == null) {
			return next.newCall(method, options);
		}
		return new SimpleForwardingClientCall<>(next.newCall(method, preparation.watch(options))) {

			@Override
			public void start(Listener<R> listener, Metadata headers) {
				preparation.done(options.getDeadline());
				super.start(listener, headers);
			}

		};
	}

}
