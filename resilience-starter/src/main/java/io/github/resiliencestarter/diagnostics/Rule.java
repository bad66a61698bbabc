package io.github.resiliencestarter.diagnostics;

import java.util.Locale;

/**
 * Rule that an application keeps, or its start says so. What is certain is an error; what
 * may be meant is a warning.
 */
enum Rule {

	/**
	 * A fallback that Resilience4j would not find at the first failure.
	 */
	FALLBACK_SIGNATURE(Severity.ERROR, "A fallback method does not exist, or its signature does not fit"),

	/**
	 * A fallback that some of those that share an annotation have.
	 */
	FALLBACK_INCOMPLETE(Severity.WARN,
			"An annotation that several methods share, on a class or an interface, names a fallback that fits only some of them"),

	/**
	 * A fallback that the retry around it takes for a success.
	 */
	FALLBACK_UNDER_RETRY(Severity.WARN,
			"A fallback of another annotation answers before `@Retry` sees the failure (Resilience4j's placement only)"),

	/**
	 * A name that is known to nobody.
	 */
	UNRESOLVED_PLACEHOLDER(Severity.WARN, "The name of an instance has a placeholder that no property resolves"),

	/**
	 * An annotation that no proxy sees.
	 */
	ANNOTATION_IGNORED(Severity.ERROR,
			"An annotation is on a method that no proxy can intercept: private, static, final, or of a final class"),

	/**
	 * An asynchronous result that nothing can be put around.
	 */
	UNSUPPORTED_TYPE(Severity.ERROR,
			"An annotated method returns an asynchronous result of a type that cannot be protected, such as `ParallelFlux`"),

	/**
	 * Annotations without anyone who reads them.
	 */
	ANNOTATION_WITHOUT_ASPECTJ(Severity.ERROR,
			"Annotations are left to Resilience4j's aspects (`resilience.annotation.enabled=false`), but AspectJ is missing"),

	/**
	 * A call that does not pass the proxy.
	 */
	SELF_INVOCATION(Severity.WARN, "A method calls an annotated method on `this`: the annotation does nothing there"),

	/**
	 * A retry of what must not be done twice.
	 */
	RETRY_ON_POST(Severity.WARN, "`@Retry` is on a method that sends POST or PATCH, which may then be done twice"),

	/**
	 * A retry that knocks at an open breaker.
	 */
	RETRY_OF_REJECTION(Severity.WARN,
			"`@Retry` tries again when the circuit breaker of the same method has said no (`ignore-exceptions` was replaced)"),

	/**
	 * A retry whose waits are longer than the call.
	 */
	RETRY_BEYOND_TIMEOUT(Severity.WARN,
			"The waits between the attempts of a client's retry are together longer than its `timeout`"),

	/**
	 * A time that the deadline never grants.
	 */
	TIMEOUT_BEYOND_DEADLINE(Severity.WARN,
			"A client's `timeout` or `attempt-timeout` is longer than `resilience.deadline.max-timeout`"),

	/**
	 * A minimum that the window cannot hold.
	 */
	MINIMUM_BEYOND_WINDOW(Severity.WARN,
			"`minimum-number-of-calls` is larger than a count-based window: Resilience4j takes the window's size instead"),

	/**
	 * A key that is nearly another.
	 */
	MISSPELT_KEY(Severity.ERROR, "A key is misspelt or at a wrong level, so that nobody reads it"),

	/**
	 * A key that is like none.
	 */
	UNKNOWN_KEY(Severity.WARN,
			"A key below `resilience4j` or `resilience` that nobody reads and that is like no other"),

	/**
	 * A key under its former name.
	 */
	OUTDATED_KEY(Severity.WARN, "An instance is configured under a former name of `instances`, such as `backends`"),

	/**
	 * An instance whose name is nearly another's.
	 */
	MISSPELT_INSTANCE(Severity.WARN,
			"An instance is configured that nobody uses, and one of nearly the same name is used"),

	/**
	 * Two instances whose names look like one.
	 */
	AMBIGUOUS_INSTANCE(Severity.WARN, "Two instances differ only in case, dashes or underscores");

	private final Severity severity;

	private final String description;

	Rule(Severity severity, String description) {
		this.severity = severity;
		this.description = description;
	}

	/**
	 * Return the name of the rule in {@code resilience.diagnostics.rules}.
	 * @return the name in kebab case
	 */
	String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	Severity severity() {
		return this.severity;
	}

	String description() {
		return this.description;
	}

}
