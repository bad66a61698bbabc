package io.github.resiliencestarter.http;

import java.net.http.HttpClient;

/**
 * Bean that guards the calls of {@link HttpClient}s that an application, or a library
 * that takes one, uses directly.
 * <p>
 * A guarded client has the settings of the original, and sends each attempt through it,
 * blocking and asynchronous calls alike. A body handler runs once for each attempt. Time
 * limits cover what a body handler waits for, and the reads of
 * {@code BodyHandlers.ofInputStream()} in blocking calls.
 */
public final class JdkHttpClientGuard {

	private final HttpGuard http;

	private final GuardInterceptor interceptor;

	JdkHttpClientGuard(HttpGuard http, GuardInterceptor interceptor) {
		this.http = http;
		this.interceptor = interceptor;
	}

	/**
	 * Guards a client. The target of a call is the host of its URI.
	 * @param client the client
	 * @return the guarded client
	 */
	public HttpClient guard(HttpClient client) {
		return new GuardedJdkClient(this.http, this.interceptor, client, null);
	}

	/**
	 * Guards a client all of whose calls go to one target.
	 * @param client the client
	 * @param target the name of the target
	 * @return the guarded client
	 */
	public HttpClient guard(HttpClient client, String target) {
		return new GuardedJdkClient(this.http, this.interceptor, client, target);
	}

}
