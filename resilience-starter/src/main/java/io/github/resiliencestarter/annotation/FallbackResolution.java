package io.github.resiliencestarter.annotation;

import java.util.List;

/**
 * What the name of a fallback means for a method.
 */
public sealed interface FallbackResolution {

	/**
	 * There are such fallbacks.
	 *
	 * @param methods one or more, each for exceptions of another type
	 */
	record Resolved(List<FallbackMethod> methods) implements FallbackResolution {

	}

	/**
	 * There is none, or it cannot be used.
	 *
	 * @param reason a sentence that says why
	 * @param fitting the signatures that would fit, as one would write them
	 */
	record Unresolved(String reason, List<String> fitting) implements FallbackResolution {

	}

}
