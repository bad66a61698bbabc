package io.github.resiliencestarter.http;

import java.io.IOException;

import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * Client of Apache whose calls are guarded.
 */
final class GuardedApacheClient extends CloseableHttpClient {

	private static final byte[] BODY_IN_REQUEST = {};

	private final GuardInterceptor interceptor;

	private final CloseableHttpClient client;

	private final @Nullable String target;

	GuardedApacheClient(GuardInterceptor interceptor, CloseableHttpClient client, @Nullable String target) {
		this.interceptor = interceptor;
		this.client = client;
		this.target = target;
	}

	@Override
	protected CloseableHttpResponse doExecute(@Nullable HttpHost host, ClassicHttpRequest request,
			@Nullable HttpContext context) throws IOException {
		ApacheRequest guarded = new ApacheRequest(request, host, this.target);
		return ApacheResponse
			.toApache(this.interceptor.intercept(guarded, BODY_IN_REQUEST, (attempt, body) -> new ApacheResponse(
					this.client.executeOpen(host, guarded.with(attempt.getHeaders()), context))));
	}

	@Override
	public void close() throws IOException {
		this.client.close();
	}

	@Override
	public void close(CloseMode closeMode) {
		this.client.close(closeMode);
	}

}
