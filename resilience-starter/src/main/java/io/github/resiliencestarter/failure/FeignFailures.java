package io.github.resiliencestarter.failure;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.ReflectionUtils;

/**
 * Reader of the exceptions of OpenFeign, which is optional: they are recognized by name.
 */
final class FeignFailures {

	private static final String FEIGN_EXCEPTION = "feign.FeignException";

	private static final int LOWEST_STATUS = 100;

	private static final int HIGHEST_STATUS = 999;

	// Per class because each class loader may have its own Feign
	private static final ClassValue<Accessors> ACCESSORS = new ClassValue<>() {

		@Override
		protected Accessors computeValue(Class<?> type) {
			return Accessors.of(type);
		}

	};

	private FeignFailures() {
	}

	/**
	 * Returns the response that an exception represents.
	 * @return the response, or {@code null} if there is none
	 */
	static @Nullable FailedResponse responseOf(Throwable failure) {
		Accessors accessors = ACCESSORS.get(failure.getClass());
		Method status = accessors.status();
		if (status == null) {
			return null;
		}
		Object code = ReflectionUtils.invokeMethod(status, failure);
		return (code instanceof Integer number && number >= LOWEST_STATUS && number <= HIGHEST_STATUS)
				? new FailedResponse(HttpStatusCode.valueOf(number), accessors.headersOf(failure)) : null;
	}

	private record Accessors(@Nullable Method status, @Nullable Method headers, @Nullable Method retryAfter) {

		static Accessors of(Class<?> type) {
			for (Class<?> each = type; each != null; each = each.getSuperclass()) {
				if (FEIGN_EXCEPTION.equals(each.getName())) {
					return new Accessors(ReflectionUtils.findMethod(each, "status"),
							ReflectionUtils.findMethod(each, "responseHeaders"),
							ReflectionUtils.findMethod(type, "retryAfter"));
				}
			}
			return new Accessors(null, null, null);
		}

		// Feign's retryable exceptions have no headers, but usually have a cause with
		// headers
		HttpHeaders headersOf(Throwable failure) {
			HttpHeaders headers = ownHeadersOf(failure);
			Throwable cause = failure.getCause();
			if (headers.isEmpty() && cause != null && cause != failure) {
				headers = ACCESSORS.get(cause.getClass()).ownHeadersOf(cause);
			}
			if (!headers.containsHeader(HttpHeaders.RETRY_AFTER)) {
				addRetryAfter(failure, headers);
			}
			return headers;
		}

		private HttpHeaders ownHeadersOf(Throwable failure) {
			HttpHeaders headers = new HttpHeaders();
			Method method = this.headers;
			if (method != null && ReflectionUtils.invokeMethod(method, failure) instanceof Map<?, ?> map) {
				map.forEach((name, values) -> {
					if (values instanceof Collection<?> several) {
						headers.put(String.valueOf(name), List.copyOf(several.stream().map(String::valueOf).toList()));
					}
				});
			}
			return headers;
		}

		private void addRetryAfter(Throwable failure, HttpHeaders headers) {
			Method method = this.retryAfter;
			Object time = (method != null) ? ReflectionUtils.invokeMethod(method, failure) : null;
			if (time instanceof Long millis) {
				headers.setDate(HttpHeaders.RETRY_AFTER, millis);
			}
		}

	}

}
