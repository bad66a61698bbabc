package io.github.resiliencestarter.annotation;

/**
 * Where the fallbacks of a method are.
 */
public enum FallbackPlacement {

	/**
	 * Around all stages: a fallback answers once, when the retries are spent, whichever
	 * annotation names it.
	 */
	OUTERMOST,

	/**
	 * Around the stage whose annotation names it, as with Resilience4j's own aspects: the
	 * fallback of a circuit breaker hides the failure from a retry.
	 */
	ANNOTATION

}
