package io.github.resiliencestarter.http;

import java.lang.reflect.Field;
import java.net.URI;
import java.util.List;
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

/**
 * Reader of the request factory that an intercepted request is going to use, which Spring
 * does not show to its interceptors.
 */
final class RequestFactories {

	private static final Log logger = LogFactory.getLog(RequestFactories.class);

	private static final String REQUEST = "org.springframework.http.client.InterceptingClientHttpRequest";

	private static final @Nullable Field FACTORY = find("requestFactory");

	private static final @Nullable Field INTERCEPTORS = find("interceptors");

	private static final @Nullable Field BUFFERING = find("bufferingPredicate");

	private RequestFactories() {
	}

	/**
	 * Returns the factory.
	 * @param request the request, as the first interceptor sees it
	 * @return the factory, or {@code null} if it cannot be read
	 */
	static @Nullable ClientHttpRequestFactory of(HttpRequest request) {
		return (read(FACTORY, request) instanceof ClientHttpRequestFactory factory) ? factory : null;
	}

	/**
	 * Returns the factory, with what the client adds to it at the end of its chain: it
	 * may buffer the response.
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
	 * Returns a factory that does with requests what the factory of an intercepted
	 * request does, but creates them otherwise.
	 * @param request the request
	 * @param change what to make of the factory that the request is going to use
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
		if (field == null || !field.getDeclaringClass().isInstance(innermost)) {
			return null;
		}
		try {
			return field.get(innermost);
		}
		catch (IllegalAccessException ex) {
			return null;
		}
	}

	private static @Nullable Field find(String name) {
		try {
			Field field = Class.forName(REQUEST, false, RequestFactories.class.getClassLoader()).getDeclaredField(name);
			field.setAccessible(true);
			return field;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Cannot read the request factory of intercepted requests", ex);
			return null;
		}
	}

}
