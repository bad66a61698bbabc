package io.github.resiliencestarter.edge;

import java.time.Duration;
import java.util.Locale;

import io.github.resiliencestarter.failure.RetryAfterHeader;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.RejectionReason;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Advice for requests that failed because a call to another service was rejected: the
 * response is a problem detail with status 503 or 504 and {@code Retry-After} instead of
 * 500. Exception handlers of the user take precedence. {@link RejectedCallWebFluxAdvice}
 * is its counterpart for WebFlux.
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class RejectedCallAdvice {

	private static final Duration SHORTLY = Duration.ofSeconds(1);

	@ExceptionHandler
	ResponseEntity<ProblemDetail> callRejected(CallRejectedException ex) {
		return responseTo(ex);
	}

	static ResponseEntity<ProblemDetail> responseTo(CallRejectedException ex) {
		boolean late = ex.getReason() == RejectionReason.DEADLINE;
		ProblemDetail problem = ProblemDetail
			.forStatus(late ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.SERVICE_UNAVAILABLE);
		problem.setDetail(ex.getMessage());
		problem.setProperty("target", ex.getTarget());
		problem.setProperty("reason", ex.getReason().name().toLowerCase(Locale.ROOT));
		return ResponseEntity.status(problem.getStatus())
			.header(HttpHeaders.RETRY_AFTER,
					RetryAfterHeader.seconds((ex.getRetryAfter() != null) ? ex.getRetryAfter() : SHORTLY))
			.body(problem);
	}

}
