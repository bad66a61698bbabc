package io.github.resiliencestarter.sample.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Filter that applies the current fault to each request, except for requests that observe
 * the service or end the fault.
 */
final class FaultFilter extends OncePerRequestFilter {

	private static final byte[] PROBLEM = """
			{"title":"Injected fault","status":500,"detail":"This service is configured to fail a share of its "
					+ "requests"}""".getBytes(StandardCharsets.UTF_8);

	private final FaultSwitch faults;

	private final RandomGenerator random;

	FaultFilter(FaultSwitch faults, RandomGenerator random) {
		this.faults = faults;
		this.random = random;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return (request.getServletPath() + "/").matches("/(actuator|faults)/.*");
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Fault fault = this.faults.fault();
		if (fault.holds(this.random)) {
			AsyncContext heldRequest = request.startAsync();
			heldRequest.setTimeout(0);
			this.faults.hold(fault, () -> resume(heldRequest));
		}
		else if (this.random.nextInt(100) < fault.errorPercent()) {
			response.setStatus(HttpStatus.INTERNAL_SERVER_ERROR.value());
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			response.getOutputStream().write(PROBLEM);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private void resume(AsyncContext heldRequest) {
		try {
			heldRequest.dispatch();
		}
		catch (IllegalStateException ex) {
			this.logger.debug("The client of a delayed request has disconnected", ex);
		}
	}

}
