package io.github.resiliencestarter.http;

import java.io.IOException;
import java.util.function.Predicate;

import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/**
 * Applies the default retry strategy of Apache's clients to calls that are not guarded.
 * Guarded calls are retried only by the guard.
 */
class UnguardedRetryStrategy implements HttpRequestRetryStrategy {

	private final HttpRequestRetryStrategy strategy = DefaultHttpRequestRetryStrategy.INSTANCE;

	private final Predicate<HttpContext> guarded;

	/**
	 * Create a strategy.
	 * @param guarded tests whether the call of a context is guarded
	 */
	UnguardedRetryStrategy(Predicate<HttpContext> guarded) {
		this.guarded = guarded;
	}

	@Override
	public boolean retryRequest(HttpRequest request, IOException exception, int execCount, HttpContext context) {
		return !this.guarded.test(context) && this.strategy.retryRequest(request, exception, execCount, context);
	}

	@Override
	public boolean retryRequest(HttpResponse response, int execCount, HttpContext context) {
		return !this.guarded.test(context) && this.strategy.retryRequest(response, execCount, context);
	}

	@Override
	public TimeValue getRetryInterval(HttpResponse response, int execCount, HttpContext context) {
		return this.strategy.getRetryInterval(response, execCount, context);
	}

}
