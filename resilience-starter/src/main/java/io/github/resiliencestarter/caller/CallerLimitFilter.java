package io.github.resiliencestarter.caller;

import java.io.IOException;
import java.security.Principal;
import java.time.Duration;

import io.github.resiliencestarter.failure.RetryAfterHeader;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Servlet filter that responds with 429 to a caller that has sent more requests than it
 * may.
 */
final class CallerLimitFilter extends OncePerRequestFilter {

	private final String header;

	private final CallerLimits limits;

	CallerLimitFilter(String header, CallerLimits limits) {
		this.header = header;
		this.limits = limits;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Duration wait = this.limits.excludes(path(request)) ? null : this.limits.admit(caller(request));
		if (wait == null) {
			chain.doFilter(request, response);
			return;
		}
		response.setStatus(TooManyRequests.STATUS);
		response.setHeader(HttpHeaders.RETRY_AFTER, RetryAfterHeader.seconds(wait));
		response.setContentType(TooManyRequests.CONTENT_TYPE);
		response.getOutputStream().write(TooManyRequests.body());
	}

	private static PathContainer path(HttpServletRequest request) {
		return ServletRequestPathUtils.parse(request).pathWithinApplication();
	}

	private @Nullable String caller(HttpServletRequest request) {
		if (this.limits.by() == CallerIdentity.APPLICATION) {
			return request.getHeader(this.header);
		}
		Principal principal = request.getUserPrincipal();
		return (principal != null) ? principal.getName() : null;
	}

}
