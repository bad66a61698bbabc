package io.github.resiliencestarter.annotation;

/**
 * Placement of the fallbacks of a method.
 */
public enum FallbackPlacement {

	/**
	 * Around all stages: a fallback is called once, after the last retry, no matter which
	 * annotation names it.
	 */
	OUTERMOST,

	/**
	 * Around the stage whose annotation names it, as in Resilience4j: the fallback of a
	 * circuit breaker hides the failure from a retry.
	 */
	ANNOTATION

}
