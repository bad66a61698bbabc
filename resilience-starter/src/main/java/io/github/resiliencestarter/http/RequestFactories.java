package io.github.resiliencestarter.http;

import java.lang.reflect.Field;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * Reader of the request factory that an intercepted request is going to use, which Spring
 * does not show to its interceptors.
 */
final class RequestFactories {

	private static final Log logger = LogFactory.getLog(RequestFactories.class);

	private static final String REQUEST = "org.springframework.http.client.InterceptingClientHttpRequest";

	private static final @Nullable Field FACTORY = find();

	private RequestFactories() {
	}

	/**
	 * Returns the factory.
	 * @param request the request, as the first interceptor sees it
	 * @return the factory, or {@code null} if it cannot be read
	 */
	static @Nullable ClientHttpRequestFactory of(HttpRequest request) {
		HttpRequest innermost = request;
		while (innermost instanceof HttpRequestWrapper wrapper) {
			innermost = wrapper.getRequest();
		}
		if (FACTORY == null || !FACTORY.getDeclaringClass().isInstance(innermost)) {
			return null;
		}
		try {
			return (FACTORY.get(innermost) instanceof ClientHttpRequestFactory factory) ? factory : null;
		}
		catch (IllegalAccessException ex) {
			return null;
		}
	}

	private static @Nullable Field find() {
		try {
			Field field = Class.forName(REQUEST, false, RequestFactories.class.getClassLoader())
				.getDeclaredField("requestFactory");
			field.setAccessible(true);
			return field;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Cannot read the request factory of intercepted requests", ex);
			return null;
		}
	}

}
