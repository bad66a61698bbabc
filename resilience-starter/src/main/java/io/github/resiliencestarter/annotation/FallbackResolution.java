package io.github.resiliencestarter.annotation;

import java.util.List;

/**
 * Result of resolving the name of a fallback for a method.
 */
public sealed interface FallbackResolution {

	/**
	 * Fallbacks have been found.
	 *
	 * @param methods one or more methods, each for a different type of exception
	 */
	record Resolved(List<FallbackMethod> methods) implements FallbackResolution {

	}

	/**
	 * No usable fallback has been found.
	 *
	 * @param reason a sentence that says why
	 * @param fitting the signatures that would fit, as written in source code
	 */
	record Unresolved(String reason, List<String> fitting) implements FallbackResolution {

	}

}
