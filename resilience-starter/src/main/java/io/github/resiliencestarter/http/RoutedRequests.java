package io.github.resiliencestarter.http;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;

/**
 * Factory of requests that are guarded without an interceptor, because Spring reads the
 * whole body of an intercepted request into memory.
 *
 * @param guard guards the requests
 * @param factory creates the request of an attempt
 * @param loadBalancer chooses the instance of an attempt, or {@code null} if the requests
 * go to hosts
 */
record RoutedRequests(GuardInterceptor guard, ClientHttpRequestFactory factory,
		@Nullable ClientHttpRequestInterceptor loadBalancer) implements ClientHttpRequestFactory {

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
		return new RoutedRequest(this, uri, method);
	}

}
