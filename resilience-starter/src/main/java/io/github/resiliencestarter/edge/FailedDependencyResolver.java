package io.github.resiliencestarter.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Resolver that adds the {@link FailedDependencyHeader} and leaves each exception to the
 * resolvers after it. {@link FailedDependencyAdapter} is its counterpart for WebFlux.
 */
class FailedDependencyResolver implements HandlerExceptionResolver, Ordered {

	private final FailedDependencyHeader header;

	FailedDependencyResolver(FailedDependencyHeader header) {
		this.header = header;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		this.header.addIfCausedBy(ex, (name) -> request.getHeader(name) != null, response::setHeader);
		return null;
	}

}
