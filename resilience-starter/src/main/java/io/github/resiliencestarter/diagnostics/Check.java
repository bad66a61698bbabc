package io.github.resiliencestarter.diagnostics;

import java.util.List;

/**
 * Check for violations of one rule, or of several related ones. It neither creates beans
 * nor changes anything.
 */
@FunctionalInterface
public interface Check {

	/**
	 * Run the check.
	 * @return the findings, in the order of the report
	 */
	List<Finding> find();

}
