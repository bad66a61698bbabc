package io.github.resiliencestarter.diagnostics;

import java.util.List;

/**
 * Search for places where the application does not keep a rule, or some that belong
 * together. Neither creates a bean nor changes anything.
 */
@FunctionalInterface
interface Check {

	/**
	 * Search.
	 * @return the findings, in the order in which they are to be reported
	 */
	List<Finding> find();

}
