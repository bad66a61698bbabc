package io.github.resiliencestarter.diagnostics;

/**
 * What a finding of a start-up check does to the start.
 */
public enum Severity {

	/**
	 * The application does not start.
	 */
	ERROR,

	/**
	 * The application starts, and its log has a warning.
	 */
	WARN,

	/**
	 * Nobody looks.
	 */
	OFF

}
