package io.github.resiliencestarter.endpoint;

/**
 * Thrown if a request cannot be fulfilled.
 */
@SuppressWarnings("serial")
final class ProblemException extends RuntimeException {

	private final Problem problem;

	ProblemException(int status, String title, String detail) {
		super(detail);
		this.problem = new Problem(title, status, detail);
	}

	Problem problem() {
		return this.problem;
	}

}
