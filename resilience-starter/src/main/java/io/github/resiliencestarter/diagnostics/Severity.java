package io.github.resiliencestarter.diagnostics;

/**
 * Effect of a startup rule.
 */
public enum Severity {

	/**
	 * The application does not start.
	 */
	ERROR,

	/**
	 * The application starts with a warning in the log.
	 */
	WARN,

	/**
	 * The rule is not checked.
	 */
	OFF

}
