package io.github.resiliencestarter.diagnostics;

import java.util.List;

/**
 * Exception thrown when the startup checks have found mistakes.
 */
final class FindingsException extends RuntimeException {

	private final transient List<Finding> findings;

	FindingsException(List<Finding> findings) {
		super(Report.of(findings));
		this.findings = List.copyOf(findings);
	}

	List<Finding> findings() {
		return this.findings;
	}

}
