package io.github.resiliencestarter.http;

import java.lang.reflect.Field;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.web.client.RestClient;

/**
 * Reads the request factories of clients and of intercepted requests, which Spring does
 * not expose.
 */
final class RequestFactories {

	private static final Log logger = LogFactory.getLog(RequestFactories.class);

	private static final String REQUEST = "org.springframework.http.client.InterceptingClientHttpRequest";

	private static final String CLIENT = "org.springframework.web.client.DefaultRestClient";

	private static final String BUILDER = "org.springframework.web.client.DefaultRestClientBuilder";

	private static final @Nullable Field FACTORY = find(REQUEST, "requestFactory");

	private static final @Nullable Field INTERCEPTORS = find(REQUEST, "interceptors");

	private static final @Nullable Field BUFFERING = find(REQUEST, "bufferingPredicate");

	private static final @Nullable Field FACTORY_OF_CLIENT = find(CLIENT, "clientRequestFactory");

	private static final @Nullable Field INTERCEPTORS_OF_BUILDER = find(BUILDER, "interceptors");

	private RequestFactories() {
	}

	/**
	 * Return the factory of a client.
	 * @param client the client
	 * @return the factory, or {@code null} if it cannot be read
	 */
	static @Nullable ClientHttpRequestFactory of(RestClient client) {
		return (get(FACTORY_OF_CLIENT, client) instanceof ClientHttpRequestFactory factory) ? factory : null;
	}

	/**
	 * Remove an interceptor from a builder. A client reads the bodies of its requests
	 * into memory even if its list of interceptors is empty, so that list is removed too.
	 * @param builder the builder
	 * @param interceptor the interceptor
	 */
	static void remove(RestClient.Builder builder, ClientHttpRequestInterceptor interceptor) {
		builder.requestInterceptors((interceptors) -> interceptors.remove(interceptor));
		if (get(INTERCEPTORS_OF_BUILDER, builder) instanceof List<?> interceptors && interceptors.isEmpty()) {
			try {
				Objects.requireNonNull(INTERCEPTORS_OF_BUILDER).set(builder, null);
			}
			catch (IllegalAccessException ex) {
				logger.debug("Cannot remove the interceptors of " + BUILDER, ex);
			}
		}
	}

	/**
	 * Return the factory.
	 * @param request the request, as the first interceptor sees it
	 * @return the factory, or {@code null} if it cannot be read
	 */
	static @Nullable ClientHttpRequestFactory of(HttpRequest request) {
		return (read(FACTORY, request) instanceof ClientHttpRequestFactory factory) ? factory : null;
	}

	/**
	 * Return the factory as it is used at the end of the chain, where the client may add
	 * a buffer for the response.
	 * @param request the request, as the first interceptor sees it
	 * @param uri the URI to send the request to
	 * @param method the method to send the request with
	 * @return the factory, or {@code null} if it cannot be read
	 */
	@SuppressWarnings("unchecked")
	static @Nullable ClientHttpRequestFactory of(HttpRequest request, URI uri, HttpMethod method) {
		ClientHttpRequestFactory factory = of(request);
		if (factory == null || !(read(BUFFERING, request) instanceof BiPredicate<?, ?> predicate)) {
			return null;
		}
		return ((BiPredicate<URI, HttpMethod>) predicate).test(uri, method)
				? new BufferingClientHttpRequestFactory(factory) : factory;
	}

	/**
	 * Return a factory that intercepts requests like the factory of an intercepted
	 * request, but creates them differently.
	 * @param request the request
	 * @param change changes the factory that the request uses
	 * @return the factory, or {@code null} if the request is not intercepted
	 */
	@SuppressWarnings("unchecked")
	static @Nullable ClientHttpRequestFactory like(HttpRequest request,
			UnaryOperator<ClientHttpRequestFactory> change) {
		ClientHttpRequestFactory factory = of(request);
		return (factory != null && read(INTERCEPTORS, request) instanceof List<?> interceptors
				&& read(BUFFERING, request) instanceof BiPredicate<?, ?> predicate)
						? new InterceptingClientHttpRequestFactory(change.apply(factory),
								(List<ClientHttpRequestInterceptor>) interceptors,
								(BiPredicate<URI, HttpMethod>) predicate)
						: null;
	}

	private static @Nullable Object read(@Nullable Field field, HttpRequest request) {
		HttpRequest innermost = request;
		while (innermost instanceof HttpRequestWrapper wrapper) {
			innermost = wrapper.getRequest();
		}
		return get(field, innermost);
	}

	private static @Nullable Object get(@Nullable Field field, Object object) {
		if (field == null || !field.getDeclaringClass().isInstance(object)) {
			return null;
		}
		try {
			return field.get(object);
		}
		catch (IllegalAccessException ex) {
			return null;
		}
	}

	private static @Nullable Field find(String type, String name) {
		try {
			Field field = Class.forName(type, false, RequestFactories.class.getClassLoader()).getDeclaredField(name);
			field.setAccessible(true);
			return field;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Cannot read the request factories of " + type, ex);
			return null;
		}
	}

}
