package io.github.resiliencestarter.edge;

import io.github.resiliencestarter.guard.CallRejectedException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@link RejectedCallAdvice} for WebFlux. It adds the {@link FailedDependencyHeader},
 * because {@link FailedDependencyAdapter} does not see an exception that a handler method
 * throws before it returns a publisher.
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class RejectedCallWebFluxAdvice {

	private final FailedDependencyHeader header;

	RejectedCallWebFluxAdvice(FailedDependencyHeader header) {
		this.header = header;
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> callRejected(CallRejectedException ex, ServerWebExchange exchange) {
		HttpHeaders request = exchange.getRequest().getHeaders();
		this.header.addIfCausedBy(ex, request::containsHeader, exchange.getResponse().getHeaders()::set);
		return RejectedCallAdvice.responseTo(ex);
	}

}
