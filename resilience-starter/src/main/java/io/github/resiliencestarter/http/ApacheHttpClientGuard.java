package io.github.resiliencestarter.http;

import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Bean that builds guarded clients of Apache HttpClient 5 for applications, or libraries
 * that take one, that use them directly.
 * <p>
 * It takes a builder instead of a client because a client retries on its own by default,
 * and only the builder can change that: in a guarded call, only the guard retries.
 */
public final class ApacheHttpClientGuard {

	private final GuardInterceptor interceptor;

	private final HttpComponentsAttempts attempts;

	ApacheHttpClientGuard(GuardInterceptor interceptor, HttpComponentsAttempts attempts) {
		this.interceptor = interceptor;
		this.attempts = attempts;
	}

	/**
	 * Builds a guarded client. The target of a call is the host that it goes to.
	 * @param builder the builder, whose retry strategy is replaced
	 * @return the guarded client
	 */
	public CloseableHttpClient guard(HttpClientBuilder builder) {
		return build(builder, null);
	}

	/**
	 * Builds a guarded client all of whose calls go to one target.
	 * @param builder the builder, whose retry strategy is replaced
	 * @param target the name of the target
	 * @return the guarded client
	 */
	public CloseableHttpClient guard(HttpClientBuilder builder, String target) {
		return build(builder, target);
	}

	private CloseableHttpClient build(HttpClientBuilder builder, @Nullable String target) {
		this.attempts.prepare(builder);
		return new GuardedApacheClient(this.interceptor, builder.build(), target);
	}

}
