package io.github.resiliencestarter.http;

import java.io.IOException;

import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;

/**
 * Customizer that prepares Apache HttpComponents for guarded attempts. Makes attempts
 * abortable, because an interrupt does not abort them, and keeps the client from retrying
 * them: by default, it repeats even a {@code POST} after a 503. Must run before the
 * customizers of users, so that their retry strategy wins.
 */
class HttpComponentsAttempts
		implements ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> {

	private final AttemptTimer timer;

	HttpComponentsAttempts(AttemptTimer timer) {
		this.timer = timer;
	}

	@Override
	public HttpComponentsClientHttpRequestFactoryBuilder customize(
			HttpComponentsClientHttpRequestFactoryBuilder builder) {
		return builder.withHttpClientCustomizer(this::prepare);
	}

	/**
	 * Prepare the builder of a client.
	 */
	void prepare(HttpClientBuilder client) {
		ExecChainHandler abortable = this::execute;
		client.setRetryStrategy(new UnguardedRetryStrategy((context) -> this.timer.current() != null))
			.addExecInterceptorFirst("resilience-abort", abortable);
	}

	private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
			throws IOException, HttpException {
		TimedAttempt attempt = this.timer.current();
		Cancellable cancellable = (attempt != null) ? cancellable(scope) : null;
		if (attempt != null && cancellable != null) {
			attempt.onAbort(cancellable::cancel);
		}
		return chain.proceed(request, scope);
	}

	// Not every request can be canceled; the connection in use can
	private static @Nullable Cancellable cancellable(ExecChain.Scope scope) {
		if (scope.originalRequest instanceof Cancellable request) {
			return request;
		}
		return (scope.execRuntime instanceof Cancellable connection) ? connection : null;
	}

}
