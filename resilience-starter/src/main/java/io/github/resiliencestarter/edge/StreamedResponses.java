package io.github.resiliencestarter.edge;

import java.util.Collection;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.AsyncHandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Interceptor that lifts the deadline of a request as soon as its handler has returned a
 * stream. Spring MVC sends nothing until the first event or until a buffer is full, even
 * if the stream is flushed, so the response may have started long before it is committed.
 */
class StreamedResponses implements AsyncHandlerInterceptor {

	@Override
	public void afterConcurrentHandlingStarted(HttpServletRequest request, HttpServletResponse response,
			Object handler) {
		// A function has set the type of its response by now, if that has begun
		if (StreamingMediaTypes.in(response.getContentType()) || isStream(request, handler)) {
			DeadlineFilter.lift(request);
		}
	}

	private static boolean isStream(HttpServletRequest request, Object handler) {
		if (handler instanceof HandlerMethod method) {
			ResolvableType type = ResolvableType.forMethodParameter(method.getReturnType());
			return isStream(request, HttpEntity.class.isAssignableFrom(type.toClass()) ? type.getGeneric() : type);
		}
		return StreamingMediaTypes.in(request.getHeader(HttpHeaders.ACCEPT));
	}

	private static boolean isStream(HttpServletRequest request, ResolvableType body) {
		Class<?> type = body.toClass();
		if (ResponseBodyEmitter.class.isAssignableFrom(type) || StreamingResponseBody.class.isAssignableFrom(type)) {
			return true;
		}
		if (type == Object.class) {
			return StreamingMediaTypes.in(produced(request));
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		return adapter != null && adapter.isMultiValue()
				&& (ServerSentEvent.class.isAssignableFrom(body.getGeneric().toClass())
						|| StreamingMediaTypes.in(produced(request)));
	}

	private static @Nullable String produced(HttpServletRequest request) {
		return (request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE) instanceof Collection<?> types)
				? types.toString() : request.getHeader(HttpHeaders.ACCEPT);
	}

}
