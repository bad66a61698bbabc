package io.github.resiliencestarter.failure;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * Strategy to classify HTTP responses. A bean of this type replaces the default,
 * {@link #standard()}, to which it can delegate for other targets. Circuit breaker,
 * retry, ejection of instances and the default predicates of Resilience4j's annotations
 * all follow it. To judge exceptions differently, too, or to say who is to blame, use a
 * {@link VerdictCustomizer}.
 */
@FunctionalInterface
public interface HttpOutcomeClassifier {

	/**
	 * Classifies a response.
	 * @param target the target, a service name or a host; for an annotated method, the
	 * name of the Resilience4j instance
	 * @param status the status
	 * @param headers the headers
	 * @return the outcome
	 */
	HttpOutcome classify(String target, HttpStatusCode status, HttpHeaders headers);

	/**
	 * Returns the default: 5xx and 408 are failures, 429 is throttling, and every other
	 * response is a success, because 4xx are not the target's fault.
	 * @return the default
	 */
	static HttpOutcomeClassifier standard() {
		return (target, status, headers) -> {
			if (status.is5xxServerError() || status.value() == 408) {
				return HttpOutcome.FAILURE;
			}
			return (status.value() == 429) ? HttpOutcome.THROTTLED : HttpOutcome.SUCCESS;
		};
	}

}
