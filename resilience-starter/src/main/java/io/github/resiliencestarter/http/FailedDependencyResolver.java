package io.github.resiliencestarter.http;

import io.github.resiliencestarter.failure.FailedDependency;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Resolver that marks the response if an exception was caused by another service, and
 * leaves the handling to the next resolvers. Only callers that send a deadline, such as
 * our guard, get the mark, so that it is not exposed to the internet.
 */
class FailedDependencyResolver implements HandlerExceptionResolver, Ordered {

	private final String deadlineHeader;

	FailedDependencyResolver(String deadlineHeader) {
		this.deadlineHeader = deadlineHeader;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		if (request.getHeader(this.deadlineHeader) != null && FailedDependency.isCauseOf(ex)) {
			response.setHeader(FailedDependency.HEADER, "true");
		}
		return null;
	}

}
