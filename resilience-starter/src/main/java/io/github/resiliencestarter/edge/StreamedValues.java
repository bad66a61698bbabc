package io.github.resiliencestarter.edge;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpEntity;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBodyReturnValueHandler;

/**
 * Post-processor that lifts the deadline of a request whose handler method returns a
 * stream without declaring it, as with the return type {@code Object}.
 */
class StreamedValues implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RequestMappingHandlerAdapter adapter) {
			List<HandlerMethodReturnValueHandler> handlers = adapter.getReturnValueHandlers();
			if (handlers != null) {
				adapter.setReturnValueHandlers(handlers.stream().map(StreamedValues::lifting).toList());
			}
		}
		return bean;
	}

	private static HandlerMethodReturnValueHandler lifting(HandlerMethodReturnValueHandler handler) {
		return (handler instanceof ResponseBodyEmitterReturnValueHandler
				|| handler instanceof StreamingResponseBodyReturnValueHandler) ? new LiftingHandler(handler) : handler;
	}

	/**
	 * Handler of streams that lifts the deadline of the request.
	 */
	private record LiftingHandler(HandlerMethodReturnValueHandler handler) implements HandlerMethodReturnValueHandler {

		@Override
		public boolean supportsReturnType(MethodParameter returnType) {
			return this.handler.supportsReturnType(returnType);
		}

		@Override
		public void handleReturnValue(@Nullable Object value, MethodParameter returnType,
				ModelAndViewContainer container, NativeWebRequest request) throws Exception {
			this.handler.handleReturnValue(value, returnType, container, request);
			HttpServletRequest nativeRequest = request.getNativeRequest(HttpServletRequest.class);
			if (nativeRequest != null && isStream((value instanceof HttpEntity<?> entity) ? entity.getBody() : value)) {
				DeadlineFilter.lift(nativeRequest);
			}
		}

		private static boolean isStream(@Nullable Object body) {
			return body instanceof ResponseBodyEmitter || body instanceof StreamingResponseBody;
		}

	}

}
