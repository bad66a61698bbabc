package io.github.resiliencestarter.edge;

import java.util.function.BiConsumer;
import java.util.function.Predicate;

import io.github.resiliencestarter.deadline.DeadlineProperties;
import io.github.resiliencestarter.failure.FailedDependency;

/**
 * Header that tells a caller that a request has failed because of another service. Only
 * callers that send their deadline receive it, as guarded clients do, and nobody if
 * deadlines are not received.
 */
class FailedDependencyHeader {

	private final DeadlineProperties deadline;

	FailedDependencyHeader(DeadlineProperties deadline) {
		this.deadline = deadline;
	}

	/**
	 * Add the header to a response if it applies.
	 * @param failure the failure of the request
	 * @param request whether the request has a header of a given name
	 * @param response the setter of a header of the response
	 */
	void addIfCausedBy(Throwable failure, Predicate<String> request, BiConsumer<String, String> response) {
		if (this.deadline.receive() && request.test(this.deadline.header()) && FailedDependency.isCauseOf(failure)) {
			response.accept(FailedDependency.HEADER, "true");
		}
	}

}
