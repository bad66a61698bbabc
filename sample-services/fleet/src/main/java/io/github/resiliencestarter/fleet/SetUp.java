package io.github.resiliencestarter.fleet;

import java.util.Locale;

/**
 * Way to build the same services.
 */
enum SetUp {

	/**
	 * With the starter, and nothing else.
	 */
	STARTER(""),

	/**
	 * Spring Cloud and Resilience4j at their defaults, with {@code @Retry} and
	 * {@code @CircuitBreaker} on each method that calls another service.
	 */
	STOCK("--stock"),

	/**
	 * Spring Cloud at its defaults, without protection.
	 */
	NONE("--plain"),

	/**
	 * As {@link #NONE}, but the services call each other through an HAProxy that checks
	 * them and retries.
	 */
	HAPROXY("--haproxy");

	private final String option;

	SetUp(String option) {
		this.option = option;
	}

	/**
	 * What {@code ./fleet up} has to be told, if anything.
	 */
	String option() {
		return this.option;
	}

	/**
	 * Its name on the command line.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
