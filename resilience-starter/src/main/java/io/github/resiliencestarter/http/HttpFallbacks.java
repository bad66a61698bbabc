package io.github.resiliencestarter.http;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;

/**
 * Fallbacks of the calls of HTTP clients, by target and request.
 */
@FunctionalInterface
public interface HttpFallbacks {

	/**
	 * Fallbacks if there are none.
	 */
	HttpFallbacks NONE = (target, request) -> null;

	/**
	 * Returns the fallback of a call.
	 * @param target the target
	 * @param request the request, before other interceptors have changed it
	 * @return the fallback, or {@code null} if the call has none
	 */
	@Nullable HttpFallback of(String target, HttpRequest request);

}
