package io.github.resiliencestarter.edge;

import java.io.IOException;
import java.util.function.LongSupplier;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Servlet filter that sets the deadline of each request from the remaining time of its
 * caller, and responds with 504 if that time has expired.
 */
class DeadlineFilter extends OncePerRequestFilter {

	private static final String ATTRIBUTE = DeadlineFilter.class.getName() + ".deadline";

	private final TimeoutHeaders headers;

	private final LongSupplier nanoClock;

	DeadlineFilter(TimeoutHeaders headers, LongSupplier nanoClock) {
		this.headers = headers;
		this.nanoClock = nanoClock;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Deadline deadline = deadline(request);
		// Work that has begun may finish with its own response; only new work is rejected
		if (deadline.isOver() && !isAsyncDispatch(request)) {
			response.setStatus(ExpiredRequest.STATUS);
			response.setContentType(ExpiredRequest.CONTENT_TYPE);
			response.getOutputStream().write(ExpiredRequest.body());
			return;
		}
		deadline.liftWhen(response::isCommitted);
		CurrentDeadline.Scope scope = CurrentDeadline.open(deadline);
		try {
			chain.doFilter(request, response);
		}
		finally {
			scope.close();
			liftAtEnd(request, deadline);
		}
	}

	private static void liftAtEnd(HttpServletRequest request, Deadline deadline) {
		if (request.isAsyncStarted()) {
			request.getAsyncContext().addListener(new Lift(deadline));
		}
		else {
			deadline.lift();
		}
	}

	private Deadline deadline(HttpServletRequest request) {
		if (request.getAttribute(ATTRIBUTE) instanceof Deadline known) {
			return known;
		}
		Deadline deadline = Deadline
			.after(this.headers.read((name) -> TimeoutHeaders.iterable(request.getHeaders(name))), this.nanoClock);
		request.setAttribute(ATTRIBUTE, deadline);
		return deadline;
	}

	/**
	 * Lifts the deadline of a request.
	 * @param request the request
	 */
	static void lift(HttpServletRequest request) {
		if (request.getAttribute(ATTRIBUTE) instanceof Deadline deadline) {
			deadline.lift();
		}
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	/**
	 * Listener that lifts the deadline of a request that is handled asynchronously.
	 */
	private record Lift(Deadline deadline) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) {
			this.deadline.lift();
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			// The handler's reaction is part of the response
		}

		@Override
		public void onError(AsyncEvent event) {
			// As above: onComplete follows
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
