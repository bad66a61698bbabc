package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.guard.Guard;
import org.jspecify.annotations.Nullable;

/**
 * Client of the JDK whose calls are guarded.
 */
final class GuardedJdkClient extends HttpClient {

	private static final byte[] BODY_IN_REQUEST = {};

	private final HttpGuard http;

	private final GuardInterceptor interceptor;

	private final HttpClient client;

	private final @Nullable String target;

	GuardedJdkClient(HttpGuard http, GuardInterceptor interceptor, HttpClient client, @Nullable String target) {
		this.http = http;
		this.interceptor = interceptor;
		this.client = client;
		this.target = target;
	}

	@Override
	public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
			throws IOException, InterruptedException {
		JdkRequest guarded = new JdkRequest(request, this.target);
		try {
			return JdkResponse.toJdk(this.interceptor.intercept(guarded, BODY_IN_REQUEST,
					(attempt, body) -> new JdkResponse<>(sendOnce(guarded.with(attempt.getHeaders()), handler))));
		}
		catch (InterruptedIOException ex) {
			if (ex.getCause() instanceof InterruptedException && Thread.interrupted()) {
				throw (InterruptedException) new InterruptedException(ex.getMessage()).initCause(ex);
			}
			throw ex;
		}
	}

	private <T> HttpResponse<T> sendOnce(HttpRequest request, BodyHandler<T> handler) throws IOException {
		try {
			return this.client.send(request, handler);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw (IOException) new InterruptedIOException("Interrupted while waiting for a response").initCause(ex);
		}
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
		return guard(request, (attempt) -> this.client.sendAsync(attempt, handler));
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler,
			@Nullable PushPromiseHandler<T> pushPromises) {
		return guard(request, (attempt) -> this.client.sendAsync(attempt, handler, pushPromises));
	}

	private <T> CompletableFuture<HttpResponse<T>> guard(HttpRequest request,
			Function<HttpRequest, CompletableFuture<HttpResponse<T>>> send) {
		JdkRequest guarded = new JdkRequest(request, this.target);
		Guard guard = this.http.guards().forTarget(guarded.target());
		if (guard == null) {
			return send.apply(request);
		}
		Deadline deadline = CurrentDeadline.get();
		return guard.call(new JdkCall<>(this.http, guarded, send))
			.contextWrite((context) -> (deadline != null) ? CurrentDeadline.put(context, deadline) : context)
			.toFuture();
	}

	@Override
	public Optional<CookieHandler> cookieHandler() {
		return this.client.cookieHandler();
	}

	@Override
	public Optional<Duration> connectTimeout() {
		return this.client.connectTimeout();
	}

	@Override
	public Redirect followRedirects() {
		return this.client.followRedirects();
	}

	@Override
	public Optional<ProxySelector> proxy() {
		return this.client.proxy();
	}

	@Override
	public SSLContext sslContext() {
		return this.client.sslContext();
	}

	@Override
	public SSLParameters sslParameters() {
		return this.client.sslParameters();
	}

	@Override
	public Optional<Authenticator> authenticator() {
		return this.client.authenticator();
	}

	@Override
	public Version version() {
		return this.client.version();
	}

	@Override
	public Optional<Executor> executor() {
		return this.client.executor();
	}

	@Override
	public WebSocket.Builder newWebSocketBuilder() {
		return this.client.newWebSocketBuilder();
	}

}
