package io.github.resiliencestarter.http;

import io.github.resiliencestarter.failure.FailedDependency;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Resolver that leaves each exception to those after it, and tells the caller when it has
 * come from another service. Only a caller that says how long it waits is told, as our
 * guard does: not everybody on the internet.
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
