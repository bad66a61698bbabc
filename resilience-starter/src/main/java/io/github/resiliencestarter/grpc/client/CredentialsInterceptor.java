package io.github.resiliencestarter.grpc.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/**
 * Innermost interceptor, which watches the credentials that other interceptors have added
 * to an attempt.
 */
class CredentialsInterceptor implements ClientInterceptor {

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		CredentialsWatch watch = options.getOption(CredentialsWatch.KEY);
		return next.newCall(method, (watch != null) ? watch.watch(options) : options);
	}

}
