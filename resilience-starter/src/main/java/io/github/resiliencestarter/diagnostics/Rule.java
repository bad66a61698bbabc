package io.github.resiliencestarter.diagnostics;

import java.util.Locale;

/**
 * Rule that is checked at startup. A certain mistake is an error; a setting that may be
 * intentional only produces a warning.
 */
public enum Rule {

	/**
	 * A fallback that would not be found at the first failure.
	 */
	FALLBACK_SIGNATURE(Severity.ERROR, "A fallback method does not exist, or its signature does not fit"),

	/**
	 * A fallback that fits only some of the methods that share an annotation.
	 */
	FALLBACK_INCOMPLETE(Severity.WARN,
			"An annotation on a class or interface names a fallback that fits only some of the methods"),

	/**
	 * A fallback whose result looks like a success to the retry around it.
	 */
	FALLBACK_UNDER_RETRY(Severity.WARN,
			"A fallback of another annotation runs before `@Retry` sees the failure (with Resilience4j's placement only)"),

	/**
	 * A last good answer that could never be kept.
	 */
	LAST_GOOD_ANSWER(Severity.ERROR,
			"`@LastGoodAnswer` cannot work: there is no `CacheManager`, or its `maxStale`, its `key` or the method does not fit"),

	/**
	 * A name that cannot be resolved.
	 */
	UNRESOLVED_PLACEHOLDER(Severity.WARN, "The name of an instance contains a placeholder that no property resolves"),

	/**
	 * An annotation on a method that bypasses the proxy.
	 */
	ANNOTATION_IGNORED(Severity.ERROR,
			"An annotation is on a method that no proxy can intercept: private, static, final, or in a final class"),

	/**
	 * An asynchronous return type that cannot be protected.
	 */
	UNSUPPORTED_TYPE(Severity.ERROR,
			"An annotated method has an asynchronous return type that cannot be protected, such as `ParallelFlux`"),

	/**
	 * Annotations that have no effect without AspectJ.
	 */
	ANNOTATION_WITHOUT_ASPECTJ(Severity.ERROR,
			"Resilience4j's aspects are to handle annotations (`resilience.annotation.enabled=false`), but AspectJ is missing"),

	/**
	 * A call that bypasses the proxy.
	 */
	SELF_INVOCATION(Severity.WARN, "A method calls an annotated method on `this`, which bypasses the annotation"),

	/**
	 * A retry of a request that is not safe to repeat.
	 */
	RETRY_ON_POST(Severity.WARN,
			"`@Retry` is on a method that sends POST or PATCH, so the request may be executed twice"),

	/**
	 * A retry of calls that an open circuit breaker rejects.
	 */
	RETRY_OF_REJECTION(Severity.WARN,
			"`@Retry` retries calls that the circuit breaker of the same method has rejected (`ignore-exceptions` was replaced)"),

	/**
	 * A retry that waits longer than the call may take.
	 */
	RETRY_BEYOND_TIMEOUT(Severity.WARN,
			"The waits between the attempts of a client's retry add up to more than its `timeout`"),

	/**
	 * A timeout beyond the longest deadline.
	 */
	TIMEOUT_BEYOND_DEADLINE(Severity.WARN,
			"A client's `timeout` or `attempt-timeout` is longer than `resilience.deadline.max-timeout`"),

	/**
	 * A minimum that is larger than the window.
	 */
	MINIMUM_BEYOND_WINDOW(Severity.WARN,
			"`minimum-number-of-calls` is larger than a count-based window; Resilience4j uses the window's size instead"),

	/**
	 * A key that is similar to an existing one.
	 */
	MISSPELLED_KEY(Severity.ERROR, "A key is misspelled or at the wrong level, so it has no effect"),

	/**
	 * A key that is not similar to any existing one.
	 */
	UNKNOWN_KEY(Severity.WARN,
			"A key under `resilience4j` or `resilience` has no effect and is not similar to any existing key"),

	/**
	 * A key under a former name.
	 */
	OUTDATED_KEY(Severity.WARN, "An instance is configured under a former name of `instances`, such as `backends`"),

	/**
	 * An instance whose name is similar to another one's.
	 */
	MISSPELLED_INSTANCE(Severity.WARN, "An instance is configured but not used, and one with a similar name is used"),

	/**
	 * Two instances with similar names.
	 */
	AMBIGUOUS_INSTANCE(Severity.WARN, "The names of two instances differ only in case, dashes or underscores");

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
